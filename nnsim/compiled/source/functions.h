/* Elementary functions of whole vectors.

   In float32: exp and log after Cephes (Moshier), tanh by the rational minimax polynomial of Eigen; all
   within a few units of the last place, infinities, zeros and NaN as in IEEE 754. In float64: exp by
   Cody-Waite reduction and a Taylor polynomial of degree 13 (error below 1e-16); the others are libm's. */
#ifndef NNSIM_FUNCTIONS_H
#define NNSIM_FUNCTIONS_H

#include "vector.h"

#define EACH4(x, F) ({ v4 in_ = (x), out_; for (int i_ = 0; i_ < W4; i_++) out_[i_] = F(in_[i_]); out_; })
#define EACH8(x, F) ({ v8 in_ = (x), out_; for (int i_ = 0; i_ < W8; i_++) out_[i_] = F(in_[i_]); out_; })

INLINE v4 abs4(v4 x) { return (v4)((m4)x & 0x7fffffff); }
INLINE v8 abs8(v8 x) { return (v8)((m8)x & INT64_MAX); }
INLINE v4 negative4(v4 x) { return (v4)((m4)x ^ INT32_MIN); }
INLINE v8 negative8(v8 x) { return (v8)((m8)x ^ INT64_MIN); }
INLINE v4 copysign4(v4 x, v4 y) { return (v4)(((m4)x & 0x7fffffff) | ((m4)y & INT32_MIN)); }
INLINE v8 copysign8(v8 x, v8 y) { return (v8)(((m8)x & INT64_MAX) | ((m8)y & INT64_MIN)); }

/* 2^n in two factors: n may be 128, or below -126, where one factor has no exponent for it. */
INLINE v4 scale4(v4 p, m4 n) {
  m4 half = n >> 1;
  return p * (v4)((half + 127) << 23) * (v4)((n - half + 127) << 23);
}
INLINE v8 scale8(v8 p, m8 n) {
  m8 half = n >> 1;
  return p * (v8)((half + 1023) << 52) * (v8)((n - half + 1023) << 52);
}

/* e^x·2^shift: cosh needs the half of a power that may itself be beyond all numbers. */
INLINE v4 power4(v4 x0, int32_t shift) {
  v4 x = pick4(x0 > 89.5f, splat4(89.5f), x0);
  x = pick4(x < -104.0f, splat4(-104.0f), x);
  v4 t = x * 1.44269504088896341f + 12582912.0f, n = t - 12582912.0f;
  v4 r = n * -0.693359375f + x;
  r = n * 2.12194440e-4f + r;
  v4 p = splat4(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + (r + 1.0f);
  v4 y = scale4(p, (m4)t - 0x4b400000 + shift);
  return pick4(x0 != x0, x0, y);
}
INLINE v4 exp4(v4 x) { return power4(x, 0); }

INLINE v8 exp8(v8 x0) {
  v8 x = pick8(x0 > 710.0, splat8(710.0), x0);
  x = pick8(x < -750.0, splat8(-750.0), x);
  v8 t = x * 1.4426950408889634074 + 6755399441055744.0, n = t - 6755399441055744.0;
  v8 r = x - n * 6.93147180369123816490e-01;
  r = r - n * 1.90821492927058770002e-10;
  v8 p = splat8(1.0 / 6227020800.0);
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * (r * r) + r;
  v8 y = scale8(p + 1.0, (m8)t - 0x4338000000000000);
  return pick8(x0 != x0, x0, y);
}

INLINE v4 tanh4(v4 x0) {
  const float most = 7.90531110763549805f;
  v4 x = pick4(x0 > most, splat4(most), x0);
  x = pick4(x < -most, splat4(-most), x);
  v4 s = x * x, p = splat4(-2.76076847742355e-16f);
  p = p * s + 2.00018790482477e-13f;
  p = p * s + -8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  p = p * x;
  v4 q = splat4(1.19825839466702e-06f);
  q = q * s + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return pick4(abs4(x0) < 4e-4f, x0, p / q);
}
INLINE v8 tanh8(v8 x) { return EACH8(x, tanh); }

/* ln of normal numbers; 0, infinity, subnormal and negative numbers are put right below. */
INLINE v4 log4(v4 x0) {
  m4 tiny = (x0 < 1.17549435e-38f) & (x0 > 0.0f);
  v4 x = pick4(tiny, x0 * 8388608.0f, x0);
  m4 bits = (m4)x, e = ((bits >> 23) & 255) - 126;
  e = e - (tiny & 23);
  v4 m = (v4)((bits & 0x807fffff) | 0x3f000000);
  m4 low = m < 0.707106781186547524f;
  e = e + low;
  m = m + pick4(low, m, splat4(0.0f)) - 1.0f;
  v4 z = m * m, y = splat4(7.0376836292e-2f), fe = __builtin_convertvector(e, v4);
  y = y * m - 1.1514610310e-1f;
  y = y * m + 1.1676998740e-1f;
  y = y * m - 1.2420140846e-1f;
  y = y * m + 1.4249322787e-1f;
  y = y * m - 1.6668057665e-1f;
  y = y * m + 2.0000714765e-1f;
  y = y * m - 2.4999993993e-1f;
  y = y * m + 3.3333331174e-1f;
  y = y * m * z;
  y = y + fe * -2.12194440e-4f;
  y = y - 0.5f * z;
  y = m + y;
  y = y + fe * 0.693359375f;
  y = pick4(x0 == 0.0f, splat4(-INFINITY), y);
  y = pick4(x0 == INFINITY, x0, y);
  return pick4(x0 < 0.0f, splat4(NAN), pick4(x0 != x0, x0, y));
}
INLINE v8 log8(v8 x) { return EACH8(x, log); }

/* ln(1 + x) = ln(u)·x/(u − 1) with u = 1 + x rounded (Kahan). */
INLINE v4 log1p4(v4 x) {
  v4 u = x + 1.0f, d = u - 1.0f;
  v4 y = log4(u) * (x / pick4(d == 0.0f, splat4(1.0f), d));
  y = pick4(d == 0.0f, x, y);
  return pick4(x == INFINITY, x, y);
}
INLINE v8 log1p8(v8 x) { return EACH8(x, log1p); }

/* e^x − 1: a polynomial near 0, where the difference would lose its digits. */
INLINE v4 expm14(v4 x) {
  v4 p = splat4(1.0f / 5040.0f);
  p = p * x + 1.0f / 720.0f;
  p = p * x + 1.0f / 120.0f;
  p = p * x + 1.0f / 24.0f;
  p = p * x + 1.0f / 6.0f;
  p = p * x + 0.5f;
  p = p * (x * x) + x;
  return pick4(abs4(x) < 0.35f, pick4(x == 0.0f, x, p), exp4(x) - 1.0f); /* −0 stays −0 */
}
INLINE v8 expm18(v8 x) { return EACH8(x, expm1); }

INLINE v4 cosh4(v4 x) {
  v4 half = power4(abs4(x), -1);
  return half + 0.25f / half;
}
INLINE v8 cosh8(v8 x) { return EACH8(x, cosh); }

/* 1/cosh² x = 4e/(1 + e)² with e = e^(−2|x|): the slope of tanh. */
INLINE v4 sech_squared4(v4 x) {
  v4 e = exp4(-2.0f * abs4(x)), s = 1.0f + e;
  return 4.0f * e / (s * s);
}
INLINE v8 sech_squared8(v8 x) {
  v8 e = exp8(-2.0 * abs8(x)), s = 1.0 + e;
  return 4.0 * e / (s * s);
}

INLINE v4 rint4(v4 x) { return EACH4(x, rintf); }
INLINE v8 rint8(v8 x) { return EACH8(x, rint); }

/* Φ(x) = ½·erfc(−x/√2). */
static double normal_cdf(double x) { return 0.5 * erfc(x * -0.70710678118654752440); }
INLINE v4 ndtr4(v4 x) { return EACH4(x, (float)normal_cdf); }
INLINE v8 ndtr8(v8 x) { return EACH8(x, normal_cdf); }

INLINE v4 sign4(v4 x) {
  v4 y = pick4(x > 0.0f, splat4(1.0f), splat4(0.0f));
  y = pick4(x < 0.0f, splat4(-1.0f), y);
  return pick4(x != x, x, y);
}
INLINE v8 sign8(v8 x) {
  v8 y = pick8(x > 0.0, splat8(1.0), splat8(0.0));
  y = pick8(x < 0.0, splat8(-1.0), y);
  return pick8(x != x, x, y);
}

/* As NumPy's: a NaN of either side goes on with maximum, and gives way with fmax. */
INLINE v4 maximum4(v4 a, v4 b) { return pick4((a > b) | (a != a), a, b); }
INLINE v8 maximum8(v8 a, v8 b) { return pick8((a > b) | (a != a), a, b); }
INLINE v4 minimum4(v4 a, v4 b) { return pick4((a < b) | (a != a), a, b); }
INLINE v8 minimum8(v8 a, v8 b) { return pick8((a < b) | (a != a), a, b); }
INLINE v4 fmax4(v4 a, v4 b) { return pick4((a > b) | (b != b), a, b); }
INLINE v8 fmax8(v8 a, v8 b) { return pick8((a > b) | (b != b), a, b); }
INLINE v4 fmin4(v4 a, v4 b) { return pick4((a < b) | (b != b), a, b); }
INLINE v8 fmin8(v8 a, v8 b) { return pick8((a < b) | (b != b), a, b); }

#endif
