// Lists of records of which it is known who is who, to measure the search for doubles by.
#ifndef GUANXI_BENCH_DEDUPE_SETS_H_
#define GUANXI_BENCH_DEDUPE_SETS_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "customer-svc/dedupe/blocking.h"
#include "customer-svc/dedupe/customer_facts.h"
#include "customer-svc/dedupe/record.h"

namespace guanxi::bench {

struct LabelledSet {
  std::string name;
  dedupe::Schema schema;
  std::vector<dedupe::Record> records;
  std::vector<dedupe::Facts> facts;  // of customers; else empty
  std::set<dedupe::Pair> same;       // each two that are the same
  size_t split = 0;                  // above 0: two lists, each without doubles of its own
};

// Febrl's 1,000 persons; splink's 1,000; restaurants of two guides, with their phones or without.
// `folder` is that of the files (`febrl1.csv` ...). NOT_FOUND if they are not there.
absl::StatusOr<LabelledSet> ReadFebrl(const std::string& folder);
absl::StatusOr<LabelledSet> ReadFake1000(const std::string& folder);
absl::StatusOr<LabelledSet> ReadRestaurants(const std::string& folder, bool with_phone);

// Made-up Chinese companies, the same in every run: some twice or three times in other spellings,
// with slips, other numbers and gaps; beside them branches (分公司) with their company's phone, and
// companies of the same brand in another trade.
LabelledSet MakeCompanies();

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_DEDUPE_SETS_H_
