#include "bench/raw_insert.h"

#include <algorithm>
#include <vector>

#include "absl/time/clock.h"
#include "bench/figure.h"
#include "bench/stored_customers.h"
#include "common/base/status_macros.h"

namespace guanxi::bench {
namespace {

constexpr size_t kCustomersPerTransaction = 200;
constexpr size_t kMost = 20'000;  // customers; all their rows are held in memory

}  // namespace

absl::Status MeasureRawInsert(const Target& target) {
  GUANXI_ASSIGN_OR_RETURN(const auto stored,
                          StoredCustomers::Read(target.database.get(), target.tenant, {}));
  std::vector<CustomerRows> customers = stored.customers();
  customers.resize(std::min(customers.size(), kMost));
  const Uuid other = UuidSource().Next();
  for (CustomerRows& customer : customers) StoredCustomers::MoveTo(other, &customer);

  const absl::Time begin = absl::Now();
  const absl::Span<const CustomerRows> all(customers);
  for (size_t i = 0; i < all.size(); i += kCustomersPerTransaction) {
    GUANXI_RETURN_IF_ERROR(target.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
      return stored.Insert(all.subspan(i, kCustomersPerTransaction), tx);
    }));
  }
  Print({"raw multi-row INSERTs",
         static_cast<double>(all.size()) / absl::ToDoubleSeconds(absl::Now() - begin), 0,
         "customers/s"});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
