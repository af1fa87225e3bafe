/* Truth values, one byte each, whole numbers, and numbers from one type to the other. */

static void narrow_(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  const double *a = a_;
  float *c = c_;
  (void)b_;
  (void)how;
  for (int64_t i = 0; i < n; i++) c[i] = (float)a[i];
}

static void widen_(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  const float *a = a_;
  double *c = c_;
  (void)b_;
  (void)how;
  for (int64_t i = 0; i < n; i++) c[i] = a[i];
}

#define BYTES(name, RESULT)                                                                            \
  static void name##_(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {         \
    const uint8_t *a = a_, *b = b_;                                                                    \
    uint8_t *c = c_;                                                                                   \
    int64_t da = how != ONE_A, db = how != ONE_B;                                                      \
    (void)b;                                                                                           \
    (void)db;                                                                                          \
    for (int64_t i = 0; i < n; i++) {                                                                  \
      uint8_t x = a[i * da];                                                                           \
      c[i] = RESULT;                                                                                   \
    }                                                                                                  \
  }
BYTES(bytes_copy, x)
BYTES(logical_and, x & b[i * db])
BYTES(logical_or, x | b[i * db])
BYTES(bytes_greater, x > b[i * db])

static void bytes_fill_(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  (void)b_;
  (void)how;
  memset(c_, *(const uint8_t *)a_, n);
}

static void bytes_where_(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {
  const uint8_t *a = a_, *b = b_;
  uint8_t *c = c_;
  int64_t da = how != ONE_A, db = how != ONE_B;
  for (int64_t i = 0; i < n; i++) c[i] = b[i * db] ? a[i * da] : c[i];
}

/* Whole numbers of 64 bits, without sign while they are reckoned with: beyond their range they go round. */
#define WHOLE(name, RESULT)                                                                            \
  static void name##_(const void *a_, const void *b_, void *c_, int64_t n, int64_t how) {              \
    const uint64_t *a = a_, *b = b_;                                                                   \
    uint64_t *c = c_;                                                                                  \
    int64_t da = how != ONE_A, db = how != ONE_B;                                                      \
    for (int64_t i = 0; i < n; i++) c[i] = a[i * da] RESULT b[i * db];                                 \
  }
WHOLE(whole_add, +)
WHOLE(whole_multiply, *)
