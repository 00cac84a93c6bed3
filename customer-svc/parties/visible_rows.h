// Customers and contacts as somebody may see them, many at once.
#ifndef GUANXI_CUSTOMER_SVC_PARTIES_VISIBLE_ROWS_H_
#define GUANXI_CUSTOMER_SVC_PARTIES_VISIBLE_ROWS_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"
#include "common/rpc/call.h"

namespace guanxi::customer {

// Reads within one call. Fields are as they are stored: who answers with them presents them.
//
// Thread safety: none. Owns nothing. Errors: those of common/db, and as stated.
class VisibleRows {
 public:
  // What the caller's permission to read reaches; made before the transaction.
  struct Scopes {
    resource::RowScope customers, contacts;
  };
  static absl::StatusOr<Scopes> ScopesOf(const rpc::Call& call, const resource::Engine& engine,
                                         const resource::Resource& customers,
                                         const resource::Resource& contacts);

  VisibleRows(db::Transaction* tx, const Uuid& tenant, const resource::Resource* customers,
              const resource::Resource* contacts, const Scopes* scopes)
      : tx_(*tx), tenant_(tenant), customers_(*customers), contacts_(*contacts), scopes_(*scopes) {}

  db::Transaction& tx() const { return tx_; }
  const Uuid& tenant() const { return tenant_; }
  const resource::Resource& customers() const { return customers_; }
  const resource::Resource& contacts() const { return contacts_; }
  // Whether there is no customer that the caller does not see.
  bool sees_all() const { return scopes_.customers.has_all(); }

  // The live ones among them that the caller sees, by id.
  absl::StatusOr<std::map<Uuid, resource::Stored>> Customers(absl::Span<const Uuid> ids) const;
  // The same of contacts, whose customers are live, too.
  absl::StatusOr<std::map<Uuid, resource::Stored>> Contacts(absl::Span<const Uuid> ids) const;
  // Which of them the caller sees, deleted ones too.
  absl::StatusOr<std::set<Uuid>> CustomersInScope(absl::Span<const Uuid> ids) const;
  // The same without their rows: which of them are live and seen.
  absl::StatusOr<std::set<Uuid>> LiveCustomers(absl::Span<const Uuid> ids) const;
  // Which contacts are live, whoever sees their customers.
  absl::StatusOr<std::set<Uuid>> LiveContacts(absl::Span<const Uuid> ids) const;
  // One that is live.
  //   NOT_FOUND  CUSTOMER_NOT_FOUND  absent, deleted, or hidden
  absl::StatusOr<resource::Stored> Customer(const resource::ResourceName& name) const;

 private:
  absl::StatusOr<std::map<Uuid, resource::Stored>> Read(const resource::Resource& resource,
                                                        const resource::RowScope& scope,
                                                        absl::Span<const Uuid> ids) const;
  absl::StatusOr<std::set<Uuid>> Live(const resource::Resource& resource,
                                      absl::Span<const Uuid> ids) const;

  db::Transaction& tx_;
  const Uuid tenant_;
  const resource::Resource& customers_;
  const resource::Resource& contacts_;
  const Scopes& scopes_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_PARTIES_VISIBLE_ROWS_H_
