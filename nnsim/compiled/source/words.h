/* The words of the table: every list in the order of its numbers. library.c tells them to Python, so that
   a number stands in one place. */
#ifndef NNSIM_WORDS_H
#define NNSIM_WORDS_H

#define OPCODES(X)                                                                                     \
  X(map) X(strided) X(block) X(reduce_rows) X(reduce_across) X(product) X(gather) X(look_up) X(take) \
  X(add_at) X(pool) X(unpool) X(draw)

/* Of one number a place, for float32 and then for float64. */
#define KERNELS(X)                                                                                     \
  X(copy) X(negative) X(absolute) X(sign) X(sqrt) X(square) X(reciprocal) X(exp) X(expm1) X(log) X(log1p) X(tanh) \
  X(cosh) X(sech_squared) X(rint) X(ndtr) X(add) X(subtract) X(multiply) X(divide) X(maximum) X(minimum) X(fmax) \
  X(fmin) X(copysign) X(above) X(from) X(ramp) X(share) X(flush) X(greater) X(greater_equal) X(less) \
  X(less_equal) X(equal) X(not_equal) X(signbit) X(isfinite) X(where) X(from_bytes) X(to_index) X(fill)

/* Of truth values, and from one type to the other. */
#define OTHERS(X)                                                                                      \
  X(narrow) X(widen) X(bytes_copy) X(bytes_fill) X(logical_and) X(logical_or) X(bytes_greater) X(bytes_where) \
  X(whole_add) X(whole_multiply)

/* What the engine has as functions of its own. */
#define PRIMITIVES(X)                                                                                  \
  X(correct_bias) X(write_nesterov_factors) X(begin_sizes) X(write_clip_factor) X(count_mistakes) \
  X(quasi_newton_step) X(softmax_and_surprise) X(lstm_forward) X(lstm_factors) X(lstm_backward) \
  X(gru_forward) X(gru_factors)

#endif
