// How fast people are taken in, against the statements that this takes.
#ifndef GUANXI_BENCH_CAPTURES_H_
#define GUANXI_BENCH_CAPTURES_H_

#include <string>

#include "absl/status/status.h"
#include "common/flags/service_flags.h"

namespace guanxi::bench {

struct Captures {
  int count = 0;
  std::string customer_svc;  // the gRPC target that says who is a customer
  std::string token;         // of who may look them up
};

// Prints captures a second by 16 at once, each of somebody else with a phone and an e-mail: he is
// looked up at customer-svc, becomes a lead with a score, and is given to one of 16 in turn. The
// limit: transactions that insert as many rows of the same bytes and write a guard row that all
// share, without anything that is read. Errors: those of what is measured.
absl::Status MeasureCaptures(const ServiceFlags& flags, const Captures& captures);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_CAPTURES_H_
