#include "customer-svc/parties/visible_rows.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/id_marks.h"

namespace guanxi::customer {
namespace {

using resource::Resource;
using resource::RowScope;
using resource::Stored;

// The next ids of one statement, and what is left.
absl::Span<const Uuid> TakeIds(absl::Span<const Uuid>* left) {
  const absl::Span<const Uuid> taken =
      left->subspan(0, std::min(left->size(), resource::kMaxIdsPerSelect));
  left->remove_prefix(taken.size());
  return taken;
}

}  // namespace

absl::StatusOr<VisibleRows::Scopes> VisibleRows::ScopesOf(const rpc::Call& call,
                                                          const resource::Engine& engine,
                                                          const Resource& customers,
                                                          const Resource& contacts) {
  const absl::Time now = engine.environment().business_clock()->Now();
  Scopes scopes;
  GUANXI_ASSIGN_OR_RETURN(scopes.customers,
                          RowScope::Of(customers, call.principal, resource::Use::kRead, now));
  GUANXI_ASSIGN_OR_RETURN(scopes.contacts,
                          RowScope::Of(contacts, call.principal, resource::Use::kRead, now));
  return scopes;
}

absl::StatusOr<std::map<Uuid, Stored>> VisibleRows::Read(const Resource& resource,
                                                         const RowScope& scope,
                                                         absl::Span<const Uuid> ids) const {
  std::map<Uuid, Stored> found;
  while (!ids.empty()) {
    const absl::Span<const Uuid> some = TakeIds(&ids);
    const size_t marks = resource::MarksFor(some.size());
    std::vector<db::Value> values = {tenant_.bytes()};
    resource::AppendIds(some, marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx_.Select(resource.SelectMany(marks, resource::Lock::kNone), values));
    std::map<Uuid, Stored> page;
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(Stored stored, resource::DecodeRow(resource.type(), row));
      if (!stored.live) continue;
      const Uuid id = stored.name.id;
      page.emplace(id, std::move(stored));
    }
    if (!scope.has_all()) GUANXI_RETURN_IF_ERROR(scope.Restrict(tx_, &page));
    found.merge(page);
  }
  return found;
}

absl::StatusOr<std::map<Uuid, Stored>> VisibleRows::Customers(absl::Span<const Uuid> ids) const {
  return Read(customers_, scopes_.customers, ids);
}

absl::StatusOr<std::map<Uuid, Stored>> VisibleRows::Contacts(absl::Span<const Uuid> ids) const {
  GUANXI_ASSIGN_OR_RETURN(auto found, Read(contacts_, scopes_.contacts, ids));
  std::set<Uuid> parents;
  for (const auto& [id, row] : found) parents.insert(row.name.parent);
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> live,
                          Live(customers_, std::vector<Uuid>(parents.begin(), parents.end())));
  for (auto it = found.begin(); it != found.end();) {
    it = live.count(it->second.name.parent) != 0 ? std::next(it) : found.erase(it);
  }
  return found;
}

absl::StatusOr<std::set<Uuid>> VisibleRows::Live(const Resource& resource,
                                                 absl::Span<const Uuid> ids) const {
  std::set<Uuid> live;
  while (!ids.empty()) {
    const absl::Span<const Uuid> some = TakeIds(&ids);
    const size_t marks = resource::MarksFor(some.size());
    std::vector<db::Value> values = {tenant_.bytes()};
    resource::AppendIds(some, marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_.Select(resource.SelectLive(marks), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      live.insert(id);
    }
  }
  return live;
}

absl::StatusOr<std::set<Uuid>> VisibleRows::LiveCustomers(absl::Span<const Uuid> ids) const {
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> live, Live(customers_, ids));
  return CustomersInScope(std::vector<Uuid>(live.begin(), live.end()));
}

absl::StatusOr<std::set<Uuid>> VisibleRows::LiveContacts(absl::Span<const Uuid> ids) const {
  return Live(contacts_, ids);
}

absl::StatusOr<std::set<Uuid>> VisibleRows::CustomersInScope(absl::Span<const Uuid> ids) const {
  if (sees_all()) return std::set<Uuid>(ids.begin(), ids.end());
  std::set<Uuid> seen;
  while (!ids.empty()) {
    const absl::Span<const Uuid> some = TakeIds(&ids);
    const size_t marks = resource::MarksFor(some.size());
    std::vector<db::Value> values = {tenant_.bytes()};
    resource::AppendIds(some, marks, &values);
    const db::Query query = scopes_.customers.SelectAmong(marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_.Select(query, values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      seen.insert(id);
    }
  }
  return seen;
}

absl::StatusOr<Stored> VisibleRows::Customer(const resource::ResourceName& name) const {
  GUANXI_ASSIGN_OR_RETURN(auto found, Customers({name.id}));
  if (found.empty()) return resource::NameNotFound(customers_, name);
  return std::move(found.begin()->second);
}

}  // namespace guanxi::customer
