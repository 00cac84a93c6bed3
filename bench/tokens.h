// What it costs to know a token again.
#ifndef GUANXI_BENCH_TOKENS_H_
#define GUANXI_BENCH_TOKENS_H_

#include "absl/status/status.h"

namespace guanxi::bench {

// Prints the time that TokenVerifier takes for a token that it has verified before.
absl::Status MeasureTokens();

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_TOKENS_H_
