/* What runs over the numbers of one type: included once with S = 4 (float32) and once with S = 8 (float64).

   Elementwise kernels take rows of n numbers that lie side by side; `how` says which operand is one number
   for all. Output and inputs are the same array or do not overlap: the table's maker has seen to that. */

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define N(name) JOIN(name, S)

#if S == 4
#define T float
#else
#define T double
#endif
#define V N(v)
#define M N(m)
#define W N(W)
#define LOAD N(load)
#define STORE N(store)
#define PART N(part)
#define KEEP N(keep)
#define SPLAT N(splat)
#define PICK N(pick)

/* ---- elementwise ------------------------------------------------------------------------------------- */

#define LOOP(X, Y, XT, YT, RESULT)                                                                     \
  do {                                                                                                 \
    int64_t i = 0;                                                                                     \
    for (; i + W <= n; i += W) {                                                                       \
      V x = X, y = Y;                                                                                  \
      (void)y;                                                                                         \
      STORE(c + i, RESULT);                                                                            \
    }                                                                                                  \
    if (i < n) {                                                                                       \
      int64_t left = n - i;                                                                            \
      V x = XT, y = YT;                                                                                \
      (void)y;                                                                                         \
      KEEP(c + i, RESULT, left);                                                                       \
    }                                                                                                  \
  } while (0)

#define UNARY(name, RESULT)                                                                            \
  static void N(name##_)(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {           \
    const T *a = a_;                                                                                   \
    T *c = c_;                                                                                         \
    (void)b_;                                                                                          \
    (void)how;                                                                                         \
    LOOP(LOAD(a + i), x, PART(a + i, left), x, RESULT);                                                \
  }

#define BINARY(name, RESULT)                                                                           \
  static void N(name##_)(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {           \
    const T *a = a_, *b = b_;                                                                          \
    T *c = c_;                                                                                         \
    if (how == ONE_B) {                                                                                \
      V s = SPLAT(b[0]);                                                                               \
      LOOP(LOAD(a + i), s, PART(a + i, left), s, RESULT);                                              \
    } else if (how == ONE_A) {                                                                         \
      V s = SPLAT(a[0]);                                                                               \
      LOOP(s, LOAD(b + i), s, PART(b + i, left), RESULT);                                              \
    } else {                                                                                           \
      LOOP(LOAD(a + i), LOAD(b + i), PART(a + i, left), PART(b + i, left), RESULT);                    \
    }                                                                                                  \
  }

/* A truth value a number: written as bytes. */
#define TEST(name, RESULT)                                                                             \
  static void N(name##_)(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {           \
    const T *a = a_, *b = b_;                                                                          \
    uint8_t *c = c_;                                                                                   \
    int64_t da = how != ONE_A, db = how != ONE_B;                                                      \
    (void)b;                                                                                           \
    (void)db;                                                                                          \
    for (int64_t i = 0; i < n; i++) {                                                                  \
      T x = a[i * da];                                                                                 \
      c[i] = RESULT;                                                                                   \
    }                                                                                                  \
  }

UNARY(copy, x)
UNARY(negative, N(negative)(x))
UNARY(absolute, N(abs)(x))
UNARY(sign, N(sign)(x))
UNARY(sqrt, N(sqrt)(x))
UNARY(square, x *x)
UNARY(reciprocal, (T)1 / x)
UNARY(exp, N(exp)(x))
UNARY(expm1, N(expm1)(x))
UNARY(log, N(log)(x))
UNARY(log1p, N(log1p)(x))
UNARY(tanh, N(tanh)(x))
UNARY(cosh, N(cosh)(x))
UNARY(sech_squared, N(sech_squared)(x))
UNARY(rint, N(rint)(x))
UNARY(ndtr, N(ndtr)(x))
BINARY(add, x + y)
BINARY(subtract, x - y)
BINARY(multiply, x *y)
BINARY(divide, x / y)
BINARY(maximum, N(maximum)(x, y))
BINARY(minimum, N(minimum)(x, y))
BINARY(fmax, N(fmax)(x, y))
BINARY(fmin, N(fmin)(x, y))
BINARY(copysign, N(copysign)(x, y))
/* 1 where x > y, or x ≥ y, else 0: comparisons that NumPy writes as numbers. */
BINARY(above, PICK(x > y, SPLAT(1), SPLAT(0)))
BINARY(from, PICK(x >= y, SPLAT(1), SPLAT(0)))
/* x where y > 0, else 0·x: back through ReLU, from its output. */
BINARY(ramp, x *PICK(y > (T)0, SPLAT(1), SPLAT(0)))
/* x/y, and 1 where y is infinite: the sigmoid from a power beyond all numbers. */
BINARY(share, PICK(y == (T)INFINITY, SPLAT(1), x / y))
/* x, and 0 where it is smaller in size than y. */
BINARY(flush, PICK(N(abs)(x) < y, SPLAT(0), x))
TEST(greater, x > b[i * db])
TEST(greater_equal, x >= b[i * db])
TEST(less, x < b[i * db])
TEST(less_equal, x <= b[i * db])
TEST(equal, x == b[i * db])
TEST(not_equal, x != b[i * db])
TEST(signbit, signbit(x) != 0)
TEST(isfinite, isfinite(x) != 0)

/* c = a where the byte of b is not 0; elsewhere c stays. */
static void N(where_)(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  const T *a = a_;
  const uint8_t *b = b_;
  T *c = c_;
  if (how == ONE_A) {
    const T x = a[0];
    for (int64_t i = 0; i < n; i++) c[i] = b[i] ? x : c[i];
  } else if (how == ONE_B) {
    if (b[0]) memmove(c, a, n * sizeof(T));
  } else {
    for (int64_t i = 0; i < n; i++) c[i] = b[i] ? a[i] : c[i];
  }
}

static void N(fill_)(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  const T x = *(const T *)a_;
  T *c = c_;
  (void)b_;
  (void)how;
  for (int64_t i = 0; i < n; i++) c[i] = x;
}

static void N(from_bytes_)(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  const uint8_t *a = a_;
  T *c = c_;
  (void)b_;
  (void)how;
  for (int64_t i = 0; i < n; i++) c[i] = a[i] != 0;
}

static void N(to_index_)(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  const T *a = a_;
  int64_t *c = c_;
  (void)b_;
  (void)how;
  /* What fits into no index becomes one that clipping puts right. */
  for (int64_t i = 0; i < n; i++) {
    if (a[i] >= (T)9.2e18) c[i] = INT64_MAX;
    else if (a[i] > (T)-9.2e18) c[i] = (int64_t)a[i];
    else c[i] = INT64_MIN; /* and what is no number */
  }
}

/* ---- sums -------------------------------------------------------------------------------------------- */

/* The sum of n numbers side by side: in registers for short stretches, their sums in float64. */
static double N(sum_row)(const T *a, int64_t n) {
  double total = 0;
  while (n > 0) {
    int64_t stretch = n < 64 * W ? n : 64 * W, i = 0;
    V s = {0}, t = {0};
    for (; i + 2 * W <= stretch; i += 2 * W) s += LOAD(a + i), t += LOAD(a + i + W);
    if (i + W <= stretch) s += LOAD(a + i), i += W;
    if (i < stretch) t += PART(a + i, stretch - i);
    total += N(total)(s + t);
    a += stretch;
    n -= stretch;
  }
  return total;
}

static T N(max_row)(const T *a, int64_t n) {
  T most = a[0];
  int64_t i = 0;
  if (n >= W) {
    V m = LOAD(a);
    for (i = W; i + W <= n; i += W) m = N(maximum)(LOAD(a + i), m);
    most = m[0];
    for (int k = 1; k < W; k++) most = (m[k] > most || m[k] != m[k]) && most == most ? m[k] : most;
  }
  for (; i < n; i++) most = (a[i] > most || a[i] != a[i]) && most == most ? a[i] : most;
  return most;
}

/* a·b in this type's own precision, as the product of matrices is. */
static T N(dot_row)(const T *a, const T *b, int64_t n) {
  V s = {0}, t = {0};
  int64_t i = 0;
  for (; i + 2 * W <= n; i += 2 * W) s += LOAD(a + i) * LOAD(b + i), t += LOAD(a + i + W) * LOAD(b + i + W);
  if (i + W <= n) s += LOAD(a + i) * LOAD(b + i), i += W;
  if (i < n) t += PART(a + i, n - i) * PART(b + i, n - i);
  return N(total)(s + t);
}

/* ---- products ---------------------------------------------------------------------------------------- */

/* R rows of a times P panels of b, which are W columns wide each; the last one may be `last` wide. */
#define MICRO(R, P)                                                                                    \
  INLINE void N(micro##R##x##P)(const T *a, int64_t a0, int64_t a1, const T *b, int64_t ldb, T *c, int64_t ldc, \
                                int64_t K, int64_t last) {                                             \
    V s[R][P];                                                                                         \
    for (int r = 0; r < R; r++)                                                                        \
      for (int p = 0; p < P; p++) s[r][p] = (V){0};                                                    \
    for (int64_t k = 0; k < K; k++) {                                                                  \
      V v[P];                                                                                          \
      for (int p = 0; p < P; p++)                                                                      \
        v[p] = p < P - 1 || last == W ? LOAD(b + k * ldb + p * W) : PART(b + k * ldb + p * W, last);   \
      for (int r = 0; r < R; r++) {                                                                    \
        T x = a[k * a1 + r * a0];                                                                      \
        for (int p = 0; p < P; p++) s[r][p] += x * v[p];                                               \
      }                                                                                                \
    }                                                                                                  \
    for (int r = 0; r < R; r++)                                                                        \
      for (int p = 0; p < P; p++) {                                                                    \
        if (p < P - 1 || last == W) STORE(c + r * ldc + p * W, s[r][p]);                               \
        else KEEP(c + r * ldc + p * W, s[r][p], last);                                                 \
      }                                                                                                \
  }
MICRO(8, 1)
MICRO(4, 1)
MICRO(1, 1)
#if VBYTES == 64
MICRO(8, 2) /* of 32 registers, 16 hold sums */
#endif
MICRO(4, 2)
MICRO(1, 2)

#define ROWS(P)                                                                                        \
  static void N(rows##P)(const T *a, int64_t a0, int64_t a1, const T *b, int64_t ldb, T *c, int64_t ldc, int64_t M_, \
                         int64_t K, int64_t last) {                                                    \
    int64_t i = 0;                                                                                     \
    EIGHT(P)                                                                                           \
    for (; i + 4 <= M_; i += 4) N(micro4x##P)(a + i * a0, a0, a1, b, ldb, c + i * ldc, ldc, K, last);  \
    for (; i < M_; i++) N(micro1x##P)(a + i * a0, a0, a1, b, ldb, c + i * ldc, ldc, K, last);          \
  }
#define EIGHT(P)                                                                                       \
  for (; i + 8 <= M_; i += 8) N(micro8x##P)(a + i * a0, a0, a1, b, ldb, c + i * ldc, ldc, K, last);
ROWS(1)
#if VBYTES != 64
#undef EIGHT
#define EIGHT(P)
#endif
ROWS(2)
#undef EIGHT

/* Lay a K × columns piece of b, whose columns lie apart, side by side. */
static void N(pack)(const T *b, int64_t b0, int64_t b1, T *out, int64_t K, int64_t columns, int64_t width) {
  int64_t j = 0;
#if S == 4 && defined(CAN_TURN)
  if (b0 == 1)
    for (; j + 4 <= columns; j += 4) {
      const T *from = b + j * b1;
      int64_t k = 0;
      for (; k + 4 <= K; k += 4) turn(from + k, b1, out + k * width + j, width);
      for (; k < K; k++)
        for (int64_t q = 0; q < 4; q++) out[k * width + j + q] = from[q * b1 + k];
    }
#endif
  for (; j < columns; j++) {
    const T *from = b + j * b1;
    for (int64_t k = 0; k < K; k++) out[k * width + j] = from[k * b0];
  }
}

/* R × C dot products of rows of a with rows of b, all along memory: for products whose sums are long. */
#define DOTS(R, C)                                                                                     \
  INLINE void N(dots##R##x##C)(const T *a, int64_t a0, const T *b, int64_t b1, T *c, int64_t ldc, int64_t K) { \
    V s[R][C];                                                                                         \
    for (int r = 0; r < R; r++)                                                                        \
      for (int q = 0; q < C; q++) s[r][q] = (V){0};                                                    \
    int64_t k = 0;                                                                                     \
    for (; k + W <= K; k += W) {                                                                       \
      V v[C];                                                                                          \
      for (int q = 0; q < C; q++) v[q] = LOAD(b + q * b1 + k);                                         \
      for (int r = 0; r < R; r++) {                                                                    \
        V x = LOAD(a + r * a0 + k);                                                                    \
        for (int q = 0; q < C; q++) s[r][q] += x * v[q];                                               \
      }                                                                                                \
    }                                                                                                  \
    if (k < K)                                                                                         \
      for (int r = 0; r < R; r++)                                                                      \
        for (int q = 0; q < C; q++) s[r][q] += PART(a + r * a0 + k, K - k) * PART(b + q * b1 + k, K - k); \
    for (int r = 0; r < R; r++)                                                                        \
      for (int q = 0; q < C; q++) c[r * ldc + q] = N(total)(s[r][q]);                                  \
  }
DOTS(2, 4)
DOTS(2, 1)
DOTS(1, 1)

static void N(dots)(const T *a, int64_t a0, const T *b, int64_t b1, T *c, int64_t ldc, int64_t M_, int64_t N_,
                    int64_t K) {
  int64_t i = 0;
  for (; i + 2 <= M_; i += 2) {
    int64_t j = 0;
    for (; j + 4 <= N_; j += 4) N(dots2x4)(a + i * a0, a0, b + j * b1, b1, c + i * ldc + j, ldc, K);
    for (; j < N_; j++) N(dots2x1)(a + i * a0, a0, b + j * b1, b1, c + i * ldc + j, ldc, K);
  }
  for (; i < M_; i++)
    for (int64_t j = 0; j < N_; j++) N(dots1x1)(a + i * a0, a0, b + j * b1, b1, c + i * ldc + j, ldc, K);
}

/* Sums from this many numbers on are dot products: the room to lay so much side by side is not in the cache. */
#define LONG_SUM 1024

/* c (M × N, rows ldc apart) = a (M × K) · b (K × N); `room` holds K × 2W numbers. */
static void N(product)(const T *a, int64_t a0, int64_t a1, const T *b, int64_t b0, int64_t b1, T *c, int64_t ldc,
                       int64_t M_, int64_t N_, int64_t K, T *room) {
  if (b0 == 1 && a1 == 1 && (K >= LONG_SUM || M_ * N_ <= 4) && (b1 != 1 || N_ == 1)) {
    N(dots)(a, a0, b, b1, c, ldc, M_, N_, K);
    return;
  }
  for (int64_t j = 0; j < N_; j += 2 * W) {
    int64_t columns = N_ - j < 2 * W ? N_ - j : 2 * W, panels = columns > W ? 2 : 1, last = columns - (panels - 1) * W;
    const T *piece = b + j;
    int64_t ldb = b0;
    if (b1 != 1) {
      piece = room;
      ldb = panels * W;
      N(pack)(b + j * b1, b0, b1, room, K, columns, ldb);
    }
    if (panels == 2) N(rows2)(a, a0, a1, piece, ldb, c + j, ldc, M_, K, last);
    else N(rows1)(a, a0, a1, piece, ldb, c + j, ldc, M_, K, last);
  }
}

/* ---- pooling --------------------------------------------------------------------------------------------- */

/* The greatest of the numbers at `places` offsets from a, and which of them it was: the first of equal ones, none
   (which is `places`) where one is no number. */
static void N(pool_row)(const char *a, const int64_t *offsets, int64_t places, T *y, T *which, int64_t n) {
  for (int64_t i = 0; i < n; i += W) {
    int64_t left = n - i, whole = left >= W;
#define HERE(p) ((const T *)(a + offsets[p]) + i)
    V m = whole ? LOAD(HERE(0)) : PART(HERE(0), left), k = SPLAT(0);
    for (int64_t p = 1; p < places; p++) {
      V x = whole ? LOAD(HERE(p)) : PART(HERE(p), left);
      M more = (x > m) | (x != x);
      m = PICK(more, x, m);
      k = PICK(more, SPLAT((T)p), k);
    }
    k = PICK(m != m, SPLAT((T)places), k);
    if (whole) STORE(y + i, m), STORE(which + i, k);
    else KEEP(y + i, m, left), KEEP(which + i, k, left);
#undef HERE
  }
}

/* dy to the one that was the greatest, 0·dy to the others. */
static void N(unpool_row)(char *dx, const int64_t *offsets, int64_t places, const T *dy, const T *which, int64_t n) {
  for (int64_t i = 0; i < n; i += W) {
    int64_t left = n - i, whole = left >= W;
    V d = whole ? LOAD(dy + i) : PART(dy + i, left), k = whole ? LOAD(which + i) : PART(which + i, left);
    V nothing = d * SPLAT(0);
    for (int64_t p = 0; p < places; p++) {
      V x = PICK(k == (T)p, d, nothing);
      T *to = (T *)(dx + offsets[p]) + i;
      if (whole) STORE(to, x);
      else KEEP(to, x, left);
    }
  }
}

/* ---- softmax --------------------------------------------------------------------------------------------- */

/* nnsim/engine/softmax_loss.py: of n columns of `units` numbers, whose rows lie so many numbers apart. */
static void N(softmax_and_surprise)(const T *z, int64_t z_row, T *shares, int64_t shares_row, T *surprise,
                                    int64_t surprise_row, int64_t units, int64_t n) {
  for (int64_t i = 0; i < n; i += W) {
    int64_t left = n - i, whole = left >= W;
    V most = whole ? LOAD(z + i) : PART(z + i, left), total = SPLAT(0);
    for (int64_t u = 1; u < units; u++) {
      const T *p = z + u * z_row + i;
      most = N(maximum)(whole ? LOAD(p) : PART(p, left), most);
    }
    for (int64_t u = 0; u < units; u++) {
      const T *p = z + u * z_row + i;
      V x = (whole ? LOAD(p) : PART(p, left)) - most, power = N(exp)(x);
      total += power;
      if (whole) STORE(surprise + u * surprise_row + i, x), STORE(shares + u * shares_row + i, power);
      else KEEP(surprise + u * surprise_row + i, x, left), KEEP(shares + u * shares_row + i, power, left);
    }
    V log_total = N(log)(total);
    for (int64_t u = 0; u < units; u++) {
      T *x = surprise + u * surprise_row + i, *s = shares + u * shares_row + i;
      if (whole) STORE(x, log_total - LOAD(x)), STORE(s, LOAD(s) / total);
      else KEEP(x, log_total - PART(x, left), left), KEEP(s, PART(s, left) / total, left);
    }
  }
}

/* ---- cells of recurrent layers --------------------------------------------------------------------------- */

#define GET(p) (whole ? LOAD((p) + i) : PART((p) + i, n - i))
#define PUT(p, v)                                                                                      \
  do {                                                                                                 \
    if (whole) STORE((p) + i, v);                                                                      \
    else KEEP((p) + i, v, n - i);                                                                      \
  } while (0)
#define EVERY for (int64_t i = 0, whole; whole = i + W <= n, i < n; i += W)

/* σ(z), with 1 + e^z left in *held. */
INLINE V N(sigmoid)(V z, V *held) {
  V power = N(exp)(z);
  *held = power + (T)1;
  return PICK(*held == (T)INFINITY, SPLAT(1), power / *held);
}

/* nnsim/engine/layers/lstm.py: one time, n = units · batch; gates and held are three blocks of n (i, f, o), passed
   two (g, c before). */
static void N(lstm_forward)(T *gates, T *held, T *passed, T *c, T *tanh_c, T *h, int64_t n) {
  EVERY {
    V hi, hf, ho, si = N(sigmoid)(GET(gates), &hi), sf = N(sigmoid)(GET(gates + n), &hf);
    V so = N(sigmoid)(GET(gates + 2 * n), &ho), tg = N(tanh)(GET(passed));
    V now = si * tg + sf * GET(passed + n), tc = N(tanh)(now);
    PUT(gates, si);
    PUT(gates + n, sf);
    PUT(gates + 2 * n, so);
    PUT(held, hi);
    PUT(held + n, hf);
    PUT(held + 2 * n, ho);
    PUT(passed, tg);
    PUT(c, now);
    PUT(tanh_c, tc);
    PUT(h, so *tc);
  }
}

static void N(lstm_factors)(const T *gates, const T *held, const T *passed, const T *h, T *of_gates, T *of_g, T *of_c,
                            int64_t n) {
  EVERY {
    V si = GET(gates), so = GET(gates + 2 * n), g = GET(passed), tc = GET(passed + 2 * n);
    PUT(of_gates, si / GET(held) * g);
    PUT(of_gates + n, GET(gates + n) / GET(held + n) * GET(passed + n));
    PUT(of_gates + 2 * n, so / GET(held + 2 * n) * tc);
    PUT(of_g, si - g * g * si);
    PUT(of_c, so - GET(h) * tc);
  }
}

static void N(lstm_backward)(const T *dh, const T *of_i, const T *of_f, const T *of_o, const T *of_g, const T *of_c,
                             const T *f, T *di, T *df, T *d_o, T *dg, T *before, T *dc, const T *later, int64_t n) {
  EVERY {
    V d = GET(dh), c = d * GET(of_c);
    if (later) c += GET(later);
    PUT(d_o, d *GET(of_o));
    PUT(dc, c);
    PUT(di, c *GET(of_i));
    PUT(df, c *GET(of_f));
    PUT(dg, c *GET(of_g));
    PUT(before, c *GET(f));
  }
}

/* nnsim/engine/layers/gru.py: gates and held are two blocks of n: r, z. */
static void N(gru_forward)(T *gates, T *held, const T *q, T *new, T *e, const T *from_input, const T *before, T *h,
                           int64_t n) {
  EVERY {
    V hr, hz, r = N(sigmoid)(GET(gates), &hr), z = N(sigmoid)(GET(gates + n), &hz);
    V x = N(tanh)(r * GET(q) + GET(from_input)), d = GET(before) - x;
    PUT(gates, r);
    PUT(gates + n, z);
    PUT(held, hr);
    PUT(held + n, hz);
    PUT(new, x);
    PUT(e, d);
    PUT(h, z *d + x);
  }
}

static void N(gru_factors)(const T *gates, const T *held, const T *q, const T *new, const T *e, T *of_r, T *of_z,
                           T *of_q, T *of_n, T *of_h, int64_t n) {
  EVERY {
    V r = GET(gates), z = GET(gates + n), x = GET(new), one = ((T)1 - x * x) * ((T)1 - z);
    PUT(of_n, one);
    PUT(of_z, z / GET(held + n) * GET(e));
    PUT(of_q, one *r);
    PUT(of_r, r / GET(held) * GET(q) * one);
    PUT(of_h, z);
  }
}
#undef GET
#undef PUT
#undef EVERY

/* ---- optimizers ---------------------------------------------------------------------------------------- */

INLINE void N(add_times)(T *to, double by, const T *vector, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] += (T)by * vector[i];
}

/* A count that a file may have brought, from 0 to `most`: beyond it there is no memory. */
INLINE int64_t N(count_within)(double count, int64_t most) {
  return count >= 0 && count <= (double)most ? (int64_t)count : 0;
}

/* nnsim/engine/optimizers/lbfgs.py: 0 gradient, 1 rate, 2 step, 3 steps, 4 changes, 5 last gradient, 6 last step,
   7 begun, 8 pairs, 9 next place, 10 room, 11 room for one number; then 12 LEAST_CURVATURE, 13 LEAST_GRADIENT,
   14 LEAST_DESCENT and 15 room for a share of every pair. The two loops of Nocedal (1980). */
static void N(quasi_newton)(const int64_t *r) {
#define ROW(k) ((T *)(uintptr_t)r[3 + 2 * (k)])
#define COUNT(k) (*(double *)(uintptr_t)r[3 + 2 * (k)])
  double least[3], *taken = &COUNT(15);
  memcpy(least, (int64_t[]){r[3 + 2 * 12], r[3 + 2 * 13], r[3 + 2 * 14]}, sizeof least);
  int64_t n = r[4], memory = n ? r[4 + 2 * 3] / n : 0;
  const T *gradient = ROW(0);
  T *step = ROW(2), *steps = ROW(3), *changes = ROW(4), *last_gradient = ROW(5), *last_step = ROW(6), *work = ROW(10);
  N(absolute_)(gradient, 0, work, n, 0);
  if (!n || N(max_row)(work, n) <= (T)least[1]) {
    N(fill_)(&(T){0}, 0, step, n, 0);
    return;
  }
  double length = *ROW(1);
  memcpy(step, gradient, n * sizeof(T));
  if (COUNT(7) != 0) {
    N(subtract_)(gradient, last_gradient, work, n, 0);
    double curvature = -(double)N(dot_row)(work, last_step, n);
    if (curvature > least[0]) {
      int64_t place = N(count_within)(COUNT(9), memory - 1);
      T share = (T)(1 / sqrt(curvature)), back = -share;
      N(multiply_)(work, &share, changes + place * n, n, ONE_B);
      N(multiply_)(last_step, &back, steps + place * n, n, ONE_B);
      COUNT(9) = (double)((place + 1) % memory);
      COUNT(8) = COUNT(8) + 1 < (double)memory ? COUNT(8) + 1 : (double)memory;
    }
    int64_t pairs = N(count_within)(COUNT(8), memory), next = N(count_within)(COUNT(9), memory - 1);
    for (int64_t k = 0; k < pairs; k++) {
      int64_t at = ((next - 1 - k) % memory + memory) % memory;
      taken[k] = N(dot_row)(steps + at * n, step, n);
      N(add_times)(step, -taken[k], changes + at * n, n);
    }
    if (pairs) {
      const T *newest = changes + ((next - 1) % memory + memory) % memory * n;
      T share = (T)(1 / (double)N(dot_row)(newest, newest, n));
      N(multiply_)(step, &share, step, n, ONE_B);
    }
    for (int64_t k = pairs - 1; k >= 0; k--) {
      int64_t at = ((next - 1 - k) % memory + memory) % memory;
      N(add_times)(step, taken[k] - (double)N(dot_row)(changes + at * n, step, n), steps + at * n, n);
    }
  } else {
    double size = N(sum_row)(work, n);
    length *= 1.0 / size < 1.0 ? 1.0 / size : 1.0;
    COUNT(7) = 1.0;
  }
  memcpy(last_gradient, gradient, n * sizeof(T));
  double descent = N(dot_row)(gradient, step, n);
  T share = (T)length;
  N(multiply_)(step, &share, last_step, n, ONE_B);
  if (descent < least[2]) N(fill_)(&(T){0}, 0, step, n, 0);
  else memcpy(step, last_step, n * sizeof(T));
#undef ROW
#undef COUNT
}

#undef T
#undef V
#undef M
#undef W
#undef LOAD
#undef STORE
#undef PART
#undef KEEP
#undef SPLAT
#undef PICK
#undef LOOP
#undef UNARY
#undef BINARY
#undef TEST
#undef MICRO
#undef ROWS
#undef N
#undef S
