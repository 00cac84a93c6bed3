// All rows that customers are made of, read back to be written again.
#ifndef GUANXI_BENCH_STORED_CUSTOMERS_H_
#define GUANXI_BENCH_STORED_CUSTOMERS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/database.h"

namespace guanxi::bench {

// The rows of one customer: a list for each table, in the order of `StoredCustomers::inserts`.
struct CustomerRows {
  Uuid id;
  std::vector<std::vector<std::vector<db::Value>>> tables;

  size_t Count() const;
};

// Immutable, thus thread-safe.
class StoredCustomers {
 public:
  // The customers of `ids`, which exist and which CreateCustomer made one by one; or all customers
  // of the tenant if `ids` is empty.
  static absl::StatusOr<StoredCustomers> Read(db::Database* database, const Uuid& tenant,
                                              absl::Span<const Uuid> ids);

  // In the order of their ids, which is that of their creation.
  const std::vector<CustomerRows>& customers() const { return customers_; }

  // The same rows under another tenant.
  static void MoveTo(const Uuid& tenant, CustomerRows* customer);
  // The same rows as another customer of the same tenant: with the new id, new ids of everything
  // that came with it, its id as external id, and all times now.
  CustomerRows Renew(const CustomerRows& customer, const Uuid& id, UuidSource* uuids) const;

  // Writes customers' rows, table after table.
  absl::Status Insert(absl::Span<const CustomerRows> customers, db::Transaction& tx) const;

 private:
  struct Table {
    db::InsertQuery insert;
    std::vector<std::string> columns;
  };
  std::vector<Table> tables_;
  std::vector<CustomerRows> customers_;
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_STORED_CUSTOMERS_H_
