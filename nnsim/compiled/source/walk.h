/* What a walk is told, and what it tells: the twin of nnsim/compiled/request.py. */
#ifndef NNSIM_WALK_H
#define NNSIM_WALK_H

#include <stdint.h>

/* Steps of one batch size. */
typedef struct {
  const int64_t *code; /* instructions, one after the other */
  int64_t words;
  const int64_t *parts; /* for each sum of squares: address, count, place in a row of `sums` */
  int64_t parts_count;
  int64_t short_parts; /* the first so many of them are short */
  const void *totals; /* the unscaled losses of the last step, numbers of the network's type */
  const double *factors;
  int64_t totals_count;
  int64_t size;         /* examples of a batch */
  int64_t draw_bytes;   /* what one step takes of the random numbers drawn ahead */
  int64_t item;         /* bytes of a number: 4 or 8 */
} Step;

/* So many of them, within one epoch. */
typedef struct {
  const Step *step;
  const int64_t *order; /* of all examples */
  int64_t position;
  int64_t steps;
} Leg;

/* Where the numbers of a moment are kept at a checkpoint. */
typedef struct {
  void *to;
  const void *from;
  int64_t bytes;
} Kept;

typedef struct {
  const Leg *legs;
  int64_t legs_count;
  int64_t first; /* steps taken before */
  double limit;  /* a loss not below it ends the walk */
  const double *rates; /* of every step; none: the rate stays as it is */
  void *rate;
  const char *draws;
  double *sums; /* rows of readings: sums of squares, losses, scalars */
  int64_t sums_width;
  double *scalars;
  int64_t scalars_width;
  int64_t loss_place; /* in a row of `scalars`; -1: nobody wants it */
  const double *const *told; /* numbers a rule reports, and their places in a row of `scalars` */
  const int64_t *told_places;
  int64_t told_count;
  int64_t every; /* steps from checkpoint to checkpoint */
  const int64_t *flush; /* instructions that come before one */
  int64_t flush_words;
  const void *vector; /* what must be finite */
  int64_t vector_count;
  const void *state;
  int64_t state_count;
  const Kept *kept;
  int64_t kept_count;
  const void *sgemm; /* of BLAS; none: our own products */
  const void *dgemm;
  int64_t wide; /* whether its integers have 64 bits */
  /* What is told. */
  int64_t checkpoint; /* the step of the last checkpoint of this walk; -1: none was due */
  int64_t lost;       /* whether parameters were no numbers at a checkpoint */
} Walk;

#endif
