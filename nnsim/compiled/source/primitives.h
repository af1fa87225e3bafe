/* What the engine has as functions of its own, one opcode each: the twins of functions in nnsim/engine, whose
   docstrings say what they compute. 2 is the bytes of a number of the network; then every argument of the
   function has two words: an array its address and size, a number its bits as a double. */

typedef void (*Primitive)(const L *);

#define ARRAY(k) AT(void *, r[3 + 2 * (k)])
#define SIZE(k) r[4 + 2 * (k)]
#define DOUBLES(k) AT(double *, r[3 + 2 * (k)])

INLINE double number(const L *r, int k) {
  double x;
  memcpy(&x, r + 3 + 2 * k, 8);
  return x;
}
INLINE double get(const L *r, int k) { return r[2] == 4 ? *(const float *)ARRAY(k) : *(const double *)ARRAY(k); }
INLINE void set(const L *r, int k, double x) {
  if (r[2] == 4) *(float *)ARRAY(k) = (float)x;
  else *(double *)ARRAY(k) = x;
}

/* nnsim/engine/optimizers/adam.py: 0 steps, 1 rate, 2 beta1, 3 beta2, 4 epsilon, 5 corrected rate, 6 epsilon */
static void correct_bias_(const L *r) {
  double beta1 = number(r, 2), beta2 = number(r, 3), t = *DOUBLES(0) += 1.0;
  double root = sqrt((1 - pow(beta2, t)) / (1 - beta2));
  set(r, 5, get(r, 1) * root * (1 - beta1) / (1 - pow(beta1, t)));
  set(r, 6, number(r, 4) * root);
}

/* nadam.py: 0 steps, 1 product, 2 rate, 3 beta1, 4 beta2, 5 epsilon, 6 warm-up, 7 of gradient, 8 of sums, 9 epsilon */
static void write_nesterov_factors_(const L *r) {
  double beta1 = number(r, 3), beta2 = number(r, 4), psi = number(r, 6), t = *DOUBLES(0) += 1.0;
  double now = beta1 * (1 - 0.5 * pow(0.96, t * psi)), later = beta1 * (1 - 0.5 * pow(0.96, (t + 1) * psi));
  double past = t > 1 ? *DOUBLES(1) * now : now;
  *DOUBLES(1) = past;
  double root = sqrt((1 - pow(beta2, t)) / (1 - beta2)), scaled = get(r, 2) * root;
  set(r, 7, scaled * (1 - now) / (1 - past));
  set(r, 8, scaled * (1 - beta1) * later / (1 - past * later));
  set(r, 9, number(r, 5) * root);
}

/* rprop.py: 0 rate, 1 first rate, 2 sizes, 3 ratio */
static void begin_sizes_(const L *r) {
  double now = get(r, 0);
  if (*DOUBLES(1) == 0.0 && now > 0.0) {
    *DOUBLES(1) = now;
    if (r[2] == 4) fill_4(ARRAY(0), 0, ARRAY(2), SIZE(2), ONE_A);
    else fill_8(ARRAY(0), 0, ARRAY(2), SIZE(2), ONE_A);
  }
  set(r, 3, now > 0.0 ? now / *DOUBLES(1) : 0.0);
}

/* clipping.py: 0 vector, 1 threshold, 2 factor */
static void write_clip_factor_(const L *r) {
  double length, threshold = number(r, 1);
  if (r[2] == 4) {
    length = sqrt(squares4(ARRAY(0), SIZE(0)));
  } else {
    const double *g = DOUBLES(0);
    length = sqrt(dot_row8(g, g, SIZE(0)));
    if (!(length > 1e-150 && length < 1e150)) {
      double most = 0, sum = 0;
      for (L i = 0; i < SIZE(0); i++) most = fabs(g[i]) > most || g[i] != g[i] ? fabs(g[i]) : most;
      for (L i = 0; i < SIZE(0) && most > 0; i++) sum += g[i] / most * (g[i] / most);
      length = most > 0 ? most * sqrt(sum) : most;
    }
  }
  set(r, 2, length <= threshold ? 1.0 : threshold / length);
}

/* rules/perceptron.py: 0 mistake, 1 total */
static void count_mistakes_(const L *r) {
  L count = 0;
  for (L i = 0; i < SIZE(0); i++) count += r[2] == 4 ? ((const float *)ARRAY(0))[i] != 0 : DOUBLES(0)[i] != 0;
  *DOUBLES(1) += (double)count;
}

static void quasi_newton_step_(const L *r) {
  if (r[2] == 4) quasi_newton4(r);
  else quasi_newton8(r);
}

/* 2 bytes of an item, 3 units, 4 columns, then z, shares and surprise, each with the distance of its rows */
static void softmax_and_surprise_(const L *r) {
  const L n = r[3], columns = r[4], z = r[5], shares = r[7], surprise = r[9];
  if (r[2] == 4)
    softmax_and_surprise4(AT(float *, z), r[6], AT(float *, shares), r[8], AT(float *, surprise), r[10], n, columns);
  else
    softmax_and_surprise8(AT(double *, z), r[6], AT(double *, shares), r[8], AT(double *, surprise), r[10], n, columns);
}

/* Cells of recurrent layers: 2 bytes of an item, 3 n, 4 times, 5 whether there is a last argument; then of every array
   its address and the bytes from one time to the next. */
#define CELL(name, COUNT, CALL4, CALL8)                                                                \
  static void name##_(const L *r) {                                                                    \
    for (L t = 0; t < r[4]; t++) {                                                                     \
      char *p[COUNT];                                                                                  \
      for (int k = 0; k < COUNT; k++) p[k] = AT(char *, r[6 + 2 * k]) + t * r[7 + 2 * k];              \
      if (r[2] == 4) {                                                                                 \
        float **a = (float **)(void *)p;                                                               \
        CALL4;                                                                                         \
      } else {                                                                                         \
        double **a = (double **)(void *)p;                                                             \
        CALL8;                                                                                         \
      }                                                                                                \
    }                                                                                                  \
  }
#define BOTH_TYPES(name, COUNT, ...) CELL(name, COUNT, name##4(__VA_ARGS__, r[3]), name##8(__VA_ARGS__, r[3]))
BOTH_TYPES(lstm_forward, 6, a[0], a[1], a[2], a[3], a[4], a[5])
BOTH_TYPES(lstm_factors, 7, a[0], a[1], a[2], a[3], a[4], a[5], a[6])
BOTH_TYPES(lstm_backward, 14, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12],
           r[5] ? a[13] : 0)
BOTH_TYPES(gru_forward, 8, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])
BOTH_TYPES(gru_factors, 10, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9])

#define ONE_PRIMITIVE(name) name##_,
static const Primitive PRIMITIVE[] = {PRIMITIVES(ONE_PRIMITIVE)};
