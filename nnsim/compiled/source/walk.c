/* One interpreter for tables of calls: takes the steps of a training without the interpreter of Python.

   The table is made by nnsim/compiled, which checks bounds, types and overlaps; here nothing is checked
   again. Every instruction is a row of 64-bit words: opcode, number of words, arguments. No Python headers:
   loaded by ctypes, which lets go of the interpreter lock. */
#include "walk.h"

#include "exported.h"
#include "functions.h"
#include "vector.h"
#include "words.h"

typedef int64_t L;

#define AT(type, word) ((type)(uintptr_t)(word))

enum { BOTH, ONE_B, ONE_A }; /* whether an operand of an elementwise kernel is one number for all */

/* Turn a square of 4 × 4 numbers over. */
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define CAN_TURN
typedef float quad __attribute__((vector_size(16)));
typedef float quad_u __attribute__((vector_size(16), aligned(4), may_alias));
INLINE void turn(const float *from, int64_t from_row, float *to, int64_t to_row) {
  quad a = *(const quad_u *)from, b = *(const quad_u *)(from + from_row), c = *(const quad_u *)(from + 2 * from_row),
       d = *(const quad_u *)(from + 3 * from_row);
  quad ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  quad AB = __builtin_shufflevector(a, b, 2, 6, 3, 7), CD = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(quad_u *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  *(quad_u *)(to + to_row) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  *(quad_u *)(to + 2 * to_row) = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
  *(quad_u *)(to + 3 * to_row) = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
}
#endif
#endif

#define S 4
#include "kernels.h"
#define S 8
#include "kernels.h"
#include "bytes.h"

typedef void (*Kernel)(const void *, const void *, void *, int64_t, int64_t);

#define SINGLE(name) name##_4,
#define DOUBLE(name) name##_8,
#define OTHER(name) name##_,
static const Kernel KERNEL[] = {KERNELS(SINGLE) KERNELS(DOUBLE) OTHERS(OTHER)};

#define OPCODE(name) OP_##name,
enum { OPCODES(OPCODE) OP_PRIMITIVES };
enum { ROW_MAJOR = 101, NO_TRANS = 111 }; /* as in cblas.h; transposed is one more */

/* Products of BLAS, whose integers have 32 bits or 64. */
#define GEMM(name, T, I)                                                                               \
  typedef void (*name)(int, int, int, I, I, I, T, const void *, I, const void *, I, T, void *, I);
GEMM(gemm4_32, float, int32_t)
GEMM(gemm4_64, float, L)
GEMM(gemm8_32, double, int32_t)
GEMM(gemm8_64, double, L)

typedef struct {
  const Walk *walk;
  const L *batch;    /* the examples of this step */
  L size;
  const char *draws; /* the random numbers of this step */
  double *sums;      /* the readings of this step */
  L item;            /* bytes of a number */
} Now;

/* ---- going over arrays of several axes: counts and strides in bytes, the last axis fastest ------------ */

enum { MOST_AXES = 8 };

typedef struct {
  L at[MOST_AXES];
} Index;

/* Go on to the next place; 0 when all were visited. `axes` rows of 1 + pointers words. */
INLINE int advance(Index *index, const L *dims, L axes, L pointers, char **p) {
  for (L d = axes - 1; d >= 0; d--) {
    const L *dim = dims + d * (1 + pointers);
    for (L k = 0; k < pointers; k++) p[k] += dim[1 + k];
    if (++index->at[d] < dim[0]) return 1;
    index->at[d] = 0;
    for (L k = 0; k < pointers; k++) p[k] -= dim[0] * dim[1 + k];
  }
  return 0;
}

/* MAP: 2 kernel, 3 how, 4 n, 5-7 operands, 8-10 bytes of an item, 11 axes, then count and three strides each */
static void map(const L *r) {
  Kernel kernel = KERNEL[r[2]];
  if (!r[11]) {
    kernel(AT(const void *, r[5]), AT(const void *, r[6]), AT(void *, r[7]), r[4], r[3]);
    return;
  }
  Index index = {{0}};
  char *p[3] = {AT(char *, r[5]), AT(char *, r[6]), AT(char *, r[7])};
  const L outer = r[11] - 1, *last = r + 12 + 4 * outer;
  do {
    char *a = p[0], *b = p[1], *c = p[2];
    for (L k = 0; k < last[0]; k++, a += last[1], b += last[2], c += last[3]) kernel(a, b, c, r[4], r[3]);
  } while (advance(&index, r + 12, outer, 3, p));
}

INLINE void move(char *to, L to_stride, const char *from, L from_stride, L n, L item) {
  if (item == 4)
    for (L i = 0; i < n; i++) *(float *)(to + i * to_stride) = *(const float *)(from + i * from_stride);
  else if (item == 8)
    for (L i = 0; i < n; i++) *(double *)(to + i * to_stride) = *(const double *)(from + i * from_stride);
  else
    for (L i = 0; i < n; i++) to[i * to_stride] = from[i * from_stride];
}

enum { STRIP = 128 }; /* numbers that are laid side by side at once */

/* STRIDED: as MAP, with the strides of the innermost axis in 12-14 and the other axes from 15 on */
static void strided(const L *r) {
  Kernel kernel = KERNEL[r[2]];
  double room[3][STRIP];
  char *p[3] = {AT(char *, r[5]), AT(char *, r[6]), AT(char *, r[7])};
  const L *step = r + 12, *item = r + 8;
  Index index = {{0}};
  do {
    for (L start = 0; start < r[4]; start += STRIP) {
      L n = r[4] - start < STRIP ? r[4] - start : STRIP;
      const char *in[2];
      for (int k = 0; k < 2; k++) {
        in[k] = p[k] + start * step[k];
        if (!item[k] || (k == 0 && r[3] == ONE_A) || (k == 1 && r[3] == ONE_B) || step[k] == item[k]) continue;
        move((char *)room[k], item[k], in[k], step[k], n, item[k]);
        in[k] = (const char *)room[k];
      }
      char *out = p[2] + start * step[2];
      if (step[2] == item[2]) {
        kernel(in[0], in[1], out, n, r[3]);
      } else {
        move((char *)room[2], item[2], out, step[2], n, item[2]); /* where only some are written */
        kernel(in[0], in[1], room[2], n, r[3]);
        move(out, step[2], (const char *)room[2], item[2], n, item[2]);
      }
    }
  } while (advance(&index, r + 15, r[11], 3, p));
}

/* REDUCE_ROWS: 2 kernel, 3 bytes of a row, 4 n, 5 from, 6 to, 7 kept axes, 8 reduced axes, then count and two
   strides of each kept axis, and of each reduced one (whose second stride is 0) */
static void reduce_rows(const L *r) {
  Kernel kernel = KERNEL[r[2]];
  Index kept = {{0}};
  char *p[2] = {AT(char *, r[5]), AT(char *, r[6])};
  const L *reduced = r + 9 + 3 * r[7];
  do {
    Index index = {{0}};
    char *q[2] = {p[0], p[1]};
    memcpy(q[1], q[0], r[3]);
    while (advance(&index, reduced, r[8], 2, q)) kernel(q[1], q[0], q[1], r[4], BOTH);
  } while (advance(&kept, r + 9, r[7], 2, p));
}

/* REDUCE_ACROSS: 2 whether the greatest is wanted, 3 bytes of an item, the rest as REDUCE_ROWS */
static void reduce_across(const L *r) {
  Index kept = {{0}};
  char *p[2] = {AT(char *, r[5]), AT(char *, r[6])};
  const L *reduced = r + 9 + 3 * r[7];
  do {
    Index index = {{0}};
    char *q[2] = {p[0], p[1]};
    double total = 0;
    int begun = 0;
    do {
      double found = r[2] ? (r[3] == 4 ? max_row4((float *)q[0], r[4]) : max_row8((double *)q[0], r[4]))
                          : (r[3] == 4 ? sum_row4((float *)q[0], r[4]) : sum_row8((double *)q[0], r[4]));
      if (!r[2]) total += found;
      else if (!begun || ((found > total || found != found) && total == total)) total = found;
      begun = 1;
    } while (advance(&index, reduced, r[8], 2, q));
    if (r[3] == 4) *(float *)p[1] = (float)total;
    else *(double *)p[1] = total;
  } while (advance(&kept, r + 9, r[7], 2, p));
}

/* PRODUCT: 2 bytes of an item, 3 whether by BLAS, 4-6 M N K, 7-9 a and its strides, 10-12 b and its, 13 c, 14 its
   rows' distance, 15 room, 16-19 a transposed? its rows' distance, b's, 20 axes, then count and three strides each */
static void product_once(const L *r, const Walk *w, char *a, char *b, char *c) {
  if (!r[3]) {
    const L m = r[4], n = r[5], k = r[6], ldc = r[14];
    if (r[2] == 4)
      product4((float *)a, r[8], r[9], (float *)b, r[11], r[12], (float *)c, ldc, m, n, k, AT(float *, r[15]));
    else
      product8((double *)a, r[8], r[9], (double *)b, r[11], r[12], (double *)c, ldc, m, n, k, AT(double *, r[15]));
    return;
  }
  int ta = NO_TRANS + (int)r[16], tb = NO_TRANS + (int)r[18];
  if (r[2] == 4) {
    if (w->wide) ((gemm4_64)w->sgemm)(ROW_MAJOR, ta, tb, r[4], r[5], r[6], 1.0f, a, r[17], b, r[19], 0.0f, c, r[14]);
    else ((gemm4_32)w->sgemm)(ROW_MAJOR, ta, tb, r[4], r[5], r[6], 1.0f, a, r[17], b, r[19], 0.0f, c, r[14]);
  } else {
    if (w->wide) ((gemm8_64)w->dgemm)(ROW_MAJOR, ta, tb, r[4], r[5], r[6], 1.0, a, r[17], b, r[19], 0.0, c, r[14]);
    else ((gemm8_32)w->dgemm)(ROW_MAJOR, ta, tb, r[4], r[5], r[6], 1.0, a, r[17], b, r[19], 0.0, c, r[14]);
  }
}

static void product(const L *r, const Walk *w) {
  Index index = {{0}};
  char *p[3] = {AT(char *, r[7]), AT(char *, r[10]), AT(char *, r[13])};
  do product_once(r, w, p[0], p[1], p[2]);
  while (advance(&index, r + 21, r[20], 3, p));
}

/* GATHER: 2 rows, 3 bytes of one, 4 to, 5 bytes from one to the next: the examples of the batch */
static void gather(const L *r, const Now *now) {
  const char *rows = AT(const char *, r[2]);
  for (L i = 0; i < now->size; i++) memcpy(AT(char *, r[4]) + i * r[5], rows + now->batch[i] * r[3], r[3]);
}

/* LOOK_UP: 2 rows of bytes, 3 bytes of one, 4 to, 5 bytes from one to the next, 6 what 256 bytes stand for, a row
   for each stretch of an example, 7 numbers of a stretch: the examples of the batch, a 1 behind each */
#define LOOK_UP(T)                                                                          \
  for (L i = 0; i < now->size; i++) {                                                       \
    const unsigned char *row = AT(const unsigned char *, r[2]) + now->batch[i] * r[3];      \
    T *to = (T *)(AT(char *, r[4]) + i * r[5]);                                             \
    const T *meaning = AT(const T *, r[6]);                                                 \
    for (L from = 0; from < r[3]; from += r[7], meaning += 256)                             \
      for (L k = from; k < from + r[7]; k++) to[k] = meaning[row[k]];                       \
    to[r[3]] = 1;                                                                           \
  }

static void look_up(const L *r, const Now *now) {
  if (now->item == 4) {
    LOOK_UP(float)
  } else {
    LOOK_UP(double)
  }
}

/* TAKE: 2 rows, 3 bytes of one, 4 count of rows, 5 indices, 6 how many, 7 to, 8 bytes from one to the next */
static void take(const L *r) {
  const L *at = AT(const L *, r[5]);
  for (L i = 0; i < r[6]; i++) {
    L k = at[i] < 0 ? 0 : at[i] >= r[4] ? r[4] - 1 : at[i];
    memcpy(AT(char *, r[7]) + i * r[8], AT(const char *, r[2]) + k * r[3], r[3]);
  }
}

/* ADD_AT: 2 bytes of an item, 3 numbers, 4 their count, 5 indices, 6 how many, 7 what is added */
static void add_at(const L *r) {
  const L *at = AT(const L *, r[5]);
  for (L i = 0; i < r[6]; i++) {
    L k = at[i] < 0 ? at[i] + r[4] : at[i];
    if (k < 0 || k >= r[4]) continue;
    if (r[2] == 4) AT(float *, r[3])[k] += AT(const float *, r[7])[i];
    else AT(double *, r[3])[k] += AT(const double *, r[7])[i];
  }
}

/* The sum of squares: short stretches in registers of float32, their sums in float64. Near the ends of float32,
   where squares fade or overflow, all in float64. */
static double squares_exact(const float *a, L n) {
  v8 s = {0}, t = {0};
  L i = 0;
  double total = 0;
  for (; i + W4 <= n; i += W4) {
    v8 x = wide(a + i), y = wide(a + i + W8);
    s += x * x;
    t += y * y;
  }
  for (; i < n; i++) total += (double)a[i] * a[i];
  return total + total8(s + t);
}

/* Of n · zoom, up to 64 registers of them, in float32: numbers whose sum is wanted. */
INLINE v4 squares_of(const float *a, L n, float zoom) {
  if (n < W4) {
    v4 x = part4(a, n) * splat4(zoom);
    return x * x;
  }
  v4 s = {0}, t = {0}, z = splat4(zoom);
  L i = 0;
  for (; i + 2 * W4 <= n; i += 2 * W4) {
    v4 x = load4(a + i) * z, y = load4(a + i + W4) * z;
    s += x * x;
    t += y * y;
  }
  if (i + W4 <= n) {
    v4 x = load4(a + i) * z;
    t += x * x;
    i += W4;
  }
  if (i < n) {
    v4 x = part4(a + i, n - i) * z;
    s += x * x;
  }
  return s + t;
}

/* Sums of squares outside these are added up again: float32 ends at 1e38, and 1,024 squares of less than 1e-38, which
   became 0, must be nothing beside the least. */
#define LEAST_SUM 1e-28
#define MOST_SUM 1e30

INLINE double squares_short(const float *a, L n, float zoom) { return total4(squares_of(a, n, zoom)); }

/* Twice, where the first look finds them beyond what float32 can square: a power of two loses nothing. Which
   comes first depends on the numbers alone, never on what was seen before. */
static double squares_long(const float *a, L n) {
  const float zoom = 0x1p64f;
  int tiny = fabsf(a[0]) < 1e-16f;
  for (int look = 0; look < 2; look++, tiny = !tiny) {
    double total = 0;
    L start = 0;
    for (; start < n; start += 64 * W4) {
      double found = squares_short(a + start, n - start < 64 * W4 ? n - start : 64 * W4, tiny ? zoom : 1.0f);
      if (!(found > LEAST_SUM && found < MOST_SUM)) break;
      total += found;
    }
    if (start >= n) return tiny ? total * 0x1p-128 : total;
  }
  return squares_exact(a, n);
}

INLINE double squares4(const float *a, L n) {
  if (n <= 64 * W4) {
    double found = squares_short(a, n, 1.0f);
    if (found > LEAST_SUM && found < MOST_SUM) return found;
  }
  return squares_long(a, n);
}

/* Of n numbers from the k-th on at an address. */
INLINE double squares(L address, L k, L n, L item) {
  if (item == 4) return squares4(AT(const float *, address) + k, n);
  const double *a = AT(const double *, address) + k;
  return dot_row8(a, a, n);
}

/* BLOCK: 2 n, 3 numbers at a time, 4 words of the maps that follow, 5 sums of squares behind them, each with its first
   place in the vectors, count, address and place among the readings: all of them piece by piece, in the cache */
static void block(const L *r, const Now *now) {
  const L *end = r + 6 + r[4], *sums_end = end + 4 * r[5];
  for (const L *s = end; s < sums_end; s += 4) now->sums[s[3]] = 0;
  for (L start = 0; start < r[2]; start += r[3]) {
    L n = r[2] - start < r[3] ? r[2] - start : r[3];
    for (const L *m = r + 6; m < end; m += m[1]) {
      const char *a = AT(const char *, m[5]) + (m[3] == ONE_A ? 0 : start * m[8]);
      const char *b = AT(const char *, m[6]) + (m[3] == ONE_B ? 0 : start * m[9]);
      KERNEL[m[2]](a, b, AT(char *, m[7]) + start * m[10], n, m[3]);
    }
    for (const L *s = end; s < sums_end; s += 4) {
      L from = s[0] > start ? s[0] : start, stop = s[0] + s[1] < start + n ? s[0] + s[1] : start + n;
      if (from < stop) now->sums[s[3]] += squares(s[2], from - s[0], stop - from, now->item);
    }
  }
}

/* POOL: 2 bytes of an item, 3 n, 4 places, 5 from, 6 greatest, 7 which, 8 axes, then the offsets of the places, then
   count and three strides of each axis; UNPOOL: 5 gradient of what was pooled, 6 of the greatest, 7 which */
static void pool(const L *r) {
  Index index = {{0}};
  char *p[3] = {AT(char *, r[5]), AT(char *, r[6]), AT(char *, r[7])};
  const int back = r[0] == OP_unpool;
  do {
    if (r[2] == 4 && back) unpool_row4(p[0], r + 9, r[4], (const float *)p[1], (const float *)p[2], r[3]);
    else if (r[2] == 4) pool_row4(p[0], r + 9, r[4], (float *)p[1], (float *)p[2], r[3]);
    else if (back) unpool_row8(p[0], r + 9, r[4], (const double *)p[1], (const double *)p[2], r[3]);
    else pool_row8(p[0], r + 9, r[4], (double *)p[1], (double *)p[2], r[3]);
  } while (advance(&index, r + 9 + r[4], r[8], 3, p));
}

#include "primitives.h"

static void run(const L *code, L words, const Now *now) {
  for (const L *r = code, *end = code + words; r < end; r += r[1]) switch (r[0]) {
      case OP_map: map(r); break;
      case OP_strided: strided(r); break;
      case OP_block: block(r, now); break;
      case OP_reduce_rows: reduce_rows(r); break;
      case OP_reduce_across: reduce_across(r); break;
      case OP_product: product(r, now->walk); break;
      case OP_gather: gather(r, now); break;
      case OP_look_up: look_up(r, now); break;
      case OP_take: take(r); break;
      case OP_pool:
      case OP_unpool: pool(r); break;
      case OP_add_at: add_at(r); break;
      /* DRAW: 2 where its numbers lie in those of a step, 3 bytes, 4 to */
      case OP_draw: memcpy(AT(char *, r[4]), now->draws + r[2], r[3]); break;
      default: PRIMITIVE[r[0] - OP_PRIMITIVES](r); break;
    }
}

/* ---- a step and what is around it -------------------------------------------------------------------- */

static void read_short(const L *parts, L count, double *sums) {
  v4 s[W4];
  for (L k = 0; k < W4; k++)
    s[k] = k < count ? squares_of(AT(const float *, parts[3 * k]), parts[3 * k + 1], 1.0f) : splat4(1.0f);
  v4 found = totals4(s);
  m4 odd = ~((found > (float)LEAST_SUM) & (found < (float)MOST_SUM));
  float all[W4];
  store4(all, found);
  for (L k = 0; k < count; k++) sums[parts[3 * k + 2]] = all[k];
  int any = 0;
  for (L k = 0; k < W4; k++) any |= odd[k];
  if (!any) return;
  for (L k = 0; k < count; k++)
    if (!(all[k] > (float)LEAST_SUM && all[k] < (float)MOST_SUM))
      sums[parts[3 * k + 2]] = squares_long(AT(const float *, parts[3 * k]), parts[3 * k + 1]);
}

static void read_step(const Walk *w, const Step *step, L row) {
  double *sums = w->sums + row * w->sums_width;
  L p = 0;
  if (step->item == 4) {
    /* Short ones together, a register's count at a time. */
    for (; p + W4 <= step->short_parts; p += W4) read_short(step->parts + 3 * p, W4, sums);
    if (p < step->short_parts) read_short(step->parts + 3 * p, step->short_parts - p, sums), p = step->short_parts;
  }
  for (; p < step->parts_count; p++) {
    const L *part = step->parts + 3 * p;
    sums[part[2]] = squares(part[0], 0, part[1], step->item);
  }
  double *scalars = w->scalars + row * w->scalars_width;
  for (L k = 0; k < w->told_count; k++) scalars[w->told_places[k]] = *w->told[k];
}

/* Note the loss; return what is compared with the limit. */
static double loss_of(const Walk *w, const Step *step, L row) {
  double total = 0, loss = 0;
  for (L k = 0; k < step->totals_count; k++) {
    double one = step->item == 4 ? ((const float *)step->totals)[k] : ((const double *)step->totals)[k];
    total += one;
    loss += one * step->factors[k];
  }
  if (w->loss_place >= 0) w->scalars[row * w->scalars_width + w->loss_place] = loss;
  return total;
}

static int all_finite(const void *numbers, L n, L item) {
  for (L i = 0; i < n; i++)
    if (!(item == 4 ? isfinite(((const float *)numbers)[i]) : isfinite(((const double *)numbers)[i]))) return 0;
  return 1;
}

static int is_good(const Walk *w, L item) {
  const void *v = w->vector, *s = w->state;
  if (item == 4)
    return isfinite((double)dot_row4(v, v, w->vector_count) + (double)dot_row4(s, s, w->state_count));
  return isfinite(dot_row8(v, v, w->vector_count) + dot_row8(s, s, w->state_count));
}

/* Keep all numbers to go back to, if they are good; return 0 when some are no numbers. */
static int keep(Walk *w, const Now *now, L number, L item) {
  run(w->flush, w->flush_words, now);
  if (!is_good(w, item)) {
    w->lost = !all_finite(w->vector, w->vector_count, item) || !all_finite(w->state, w->state_count, item);
    return !w->lost;
  }
  for (L k = 0; k < w->kept_count; k++) memcpy(w->kept[k].to, w->kept[k].from, w->kept[k].bytes);
  w->checkpoint = number;
  return 1;
}

/* Let results that would be subnormal be 0, of products that BLAS takes in this thread as well; return how it was. A
   network that has learned is full of them (probabilities and gradients of 1e-40), and each costs x86 a hundred times
   what another number does. Other processors are left as they are: ARM's mode would change what is read, too. */
#if defined(__x86_64__)
static unsigned flush_results(void) {
  unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before | 1u << 15);
  return before;
}
static void put_back(unsigned before) { __builtin_ia32_ldmxcsr(before); }
#else
static unsigned flush_results(void) { return 0; }
static void put_back(unsigned before) { (void)before; }
#endif

/* Take the steps of a walk; return how many were taken: fewer than asked for when it was lost. */
static L walk(Walk *w) {
  L done = 0, left = w->every - w->first % w->every; /* up to a checkpoint: counted, for to divide takes long */
  const char *draws = w->draws;
  w->checkpoint = -1;
  w->lost = 0;
  for (const Leg *leg = w->legs; leg < w->legs + w->legs_count; leg++) {
    const Step *step = leg->step;
    Now now = {w, leg->order + leg->position, step->size, draws, 0, step->item};
    for (L k = 0; k < leg->steps; k++) {
      if (w->rates) {
        if (step->item == 4) *(float *)w->rate = (float)w->rates[done];
        else *(double *)w->rate = w->rates[done];
      }
      now.sums = w->sums + done * w->sums_width;
      run(step->code, step->words, &now);
      read_step(w, step, done);
      double total = loss_of(w, step, done);
      done++;
      now.batch += step->size;
      now.draws = draws += step->draw_bytes;
      if (!(total < w->limit)) return done;
      if (--left) continue;
      left = w->every;
      if (!keep(w, &now, w->first + done, step->item)) return done;
    }
  }
  return done;
}

NNSIM_EXPORTED int64_t NNSIM_OF_LEVEL(nnsim_walk_)(void *told);

int64_t NNSIM_OF_LEVEL(nnsim_walk_)(void *told) {
  unsigned before = flush_results();
  L taken = walk(told);
  put_back(before);
  return taken;
}
