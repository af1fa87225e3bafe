/* Vectors of the widest registers of this level, with loads and stores of a part of one.

   VBYTES is the width of a register. A tail of fewer numbers is loaded and stored under a mask where the
   processor has masks, else number by number: never is a byte read or written beyond an array's end. */
#ifndef NNSIM_VECTOR_H
#define NNSIM_VECTOR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) && defined(__AVX512VL__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#define VBYTES 64
#include <immintrin.h>
#elif defined(__AVX2__)
#define VBYTES 32
#include <immintrin.h>
#else
#define VBYTES 16
#endif

#define INLINE static inline __attribute__((always_inline))

#define W4 (VBYTES / 4)
#define W8 (VBYTES / 8)

typedef float v4 __attribute__((vector_size(VBYTES)));
typedef double v8 __attribute__((vector_size(VBYTES)));
typedef int32_t m4 __attribute__((vector_size(VBYTES)));
typedef int64_t m8 __attribute__((vector_size(VBYTES)));
typedef float u4 __attribute__((vector_size(VBYTES), aligned(4), may_alias));
typedef double u8 __attribute__((vector_size(VBYTES), aligned(8), may_alias));
typedef float half4 __attribute__((vector_size(VBYTES / 2), aligned(4), may_alias));

INLINE v4 load4(const float *p) { return *(const u4 *)p; }
INLINE v8 load8(const double *p) { return *(const u8 *)p; }
INLINE void store4(float *p, v4 v) { *(u4 *)p = v; }
INLINE void store8(double *p, v8 v) { *(u8 *)p = v; }
INLINE v4 splat4(float x) { return x - (v4){0}; }
INLINE v8 splat8(double x) { return x - (v8){0}; }

/* 0 < n < W: the numbers beyond are 0. */
#if VBYTES == 64
INLINE v4 part4(const float *p, int64_t n) { return (v4)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p); }
INLINE v8 part8(const double *p, int64_t n) { return (v8)_mm512_maskz_loadu_pd((__mmask8)((1u << n) - 1), p); }
INLINE void keep4(float *p, v4 v, int64_t n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v); }
INLINE void keep8(double *p, v8 v, int64_t n) { _mm512_mask_storeu_pd(p, (__mmask8)((1u << n) - 1), (__m512d)v); }
INLINE v4 sqrt4(v4 x) { return (v4)_mm512_sqrt_ps((__m512)x); }
INLINE v8 sqrt8(v8 x) { return (v8)_mm512_sqrt_pd((__m512d)x); }
#elif VBYTES == 32
static const int32_t MASKS[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
INLINE __m256i mask_of(int64_t n) { return _mm256_loadu_si256((const __m256i *)(MASKS + 8 - n)); }
INLINE v4 part4(const float *p, int64_t n) { return (v4)_mm256_maskload_ps(p, mask_of(n)); }
INLINE v8 part8(const double *p, int64_t n) { return (v8)_mm256_maskload_pd(p, mask_of(2 * n)); }
INLINE void keep4(float *p, v4 v, int64_t n) { _mm256_maskstore_ps(p, mask_of(n), (__m256)v); }
INLINE void keep8(double *p, v8 v, int64_t n) { _mm256_maskstore_pd(p, mask_of(2 * n), (__m256d)v); }
INLINE v4 sqrt4(v4 x) { return (v4)_mm256_sqrt_ps((__m256)x); }
INLINE v8 sqrt8(v8 x) { return (v8)_mm256_sqrt_pd((__m256d)x); }
#else
INLINE v4 part4(const float *p, int64_t n) {
  v4 v = {0};
  for (int64_t i = 0; i < n; i++) v[i] = p[i];
  return v;
}
INLINE v8 part8(const double *p, int64_t n) { (void)n; v8 v = {0}; v[0] = p[0]; return v; }
INLINE void keep4(float *p, v4 v, int64_t n) { for (int64_t i = 0; i < n; i++) p[i] = v[i]; }
INLINE void keep8(double *p, v8 v, int64_t n) { (void)n; p[0] = v[0]; }
INLINE v4 sqrt4(v4 x) { v4 y; for (int i = 0; i < W4; i++) y[i] = __builtin_sqrtf(x[i]); return y; }
INLINE v8 sqrt8(v8 x) { v8 y; for (int i = 0; i < W8; i++) y[i] = __builtin_sqrt(x[i]); return y; }
#endif

/* The sum of all numbers of a register, by halves: a loop would wait for every addition. */
#if VBYTES == 64
INLINE float total4(v4 x) { return _mm512_reduce_add_ps((__m512)x); }
INLINE double total8(v8 x) { return _mm512_reduce_add_pd((__m512d)x); }
#else
INLINE float total4(v4 x) {
  float s[W4 / 2];
  for (int k = 0; k < W4 / 2; k++) s[k] = x[k] + x[k + W4 / 2];
  for (int n = W4 / 4; n; n /= 2)
    for (int k = 0; k < n; k++) s[k] += s[k + n];
  return s[0];
}
INLINE double total8(v8 x) {
  double s[W8 / 2];
  for (int k = 0; k < W8 / 2; k++) s[k] = x[k] + x[k + W8 / 2];
  for (int n = W8 / 4; n; n /= 2)
    for (int k = 0; k < n; k++) s[k] += s[k + n];
  return s[0];
}
#endif

/* Of W4 registers the sum of each, in their order: halves of two registers are added in one, again and again. */
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define HAS_SHUFFLE
#endif
#endif
#ifdef HAS_SHUFFLE
#if VBYTES == 64
INLINE v4 fold16(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
         __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}
INLINE v4 fold8(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +
         __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
}
INLINE v4 fold4(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
         __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}
INLINE v4 fold2(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +
         __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
}
#elif VBYTES == 32
INLINE v4 fold8(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
}
INLINE v4 fold4(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
         __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
INLINE v4 fold2(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
         __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
}
#else
INLINE v4 fold4(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
}
INLINE v4 fold2(v4 a, v4 b) {
  return __builtin_shufflevector(a, b, 0, 4, 2, 6) + __builtin_shufflevector(a, b, 1, 5, 3, 7);
}
#endif
INLINE v4 totals4(v4 *s) {
#if VBYTES == 64
  for (int i = 0; i < 8; i++) s[i] = fold16(s[i], s[i + 8]);
#endif
#if VBYTES >= 32
  for (int i = 0; i < 4; i++) s[i] = fold8(s[i], s[i + 4]);
#endif
  for (int i = 0; i < 2; i++) s[i] = fold4(s[i], s[i + 2]);
  return fold2(s[0], s[1]);
}
#else
INLINE v4 totals4(v4 *s) {
  v4 all;
  for (int k = 0; k < W4; k++) all[k] = total4(s[k]);
  return all;
}
#endif

INLINE v4 pick4(m4 m, v4 a, v4 b) { return (v4)((m & (m4)a) | (~m & (m4)b)); }
INLINE v8 pick8(m8 m, v8 a, v8 b) { return (v8)((m & (m8)a) | (~m & (m8)b)); }

/* The numbers of half a register, in double precision. */
INLINE v8 wide(const float *p) { return __builtin_convertvector(*(const half4 *)p, v8); }

#endif
