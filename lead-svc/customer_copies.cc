#include "lead-svc/customer_copies.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_limits.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::lead {
namespace {

using customer::v1::Customer;
using event::v1::LogEvent;
using google::protobuf::Message;
using metadata::v1::Change;
using resource::UnitOfWork;
using v1::Opportunity;

// Deleted ones too: they may come back.
const db::Query kSelectOpportunities{
    "opportunity.select_of_customer",
    "SELECT id FROM opportunities WHERE tenant_id = ? AND live IN (0, 1) AND customer_id = ? AND "
    "id > ? ORDER BY id LIMIT ?"};

}  // namespace

absl::Status ShowCustomer(UnitOfWork& work, const resource::Resource& opportunities,
                          const Opportunity* old, const Opportunity& next) {
  if ((old == nullptr ? "" : old->customer()) == next.customer()) return absl::OkStatus();
  CustomerCopy copy;
  if (const auto id = resource::ParseReference("customers", next.customer()); id.ok()) {
    GUANXI_ASSIGN_OR_RETURN(copy, CustomerCopy::Hold(work.tx(), work.principal().tenant, *id));
  }
  GUANXI_ASSIGN_OR_RETURN(
      const resource::ResourceName name,
      resource::ParseName(opportunities.type(), next.name(), "opportunity.name"));
  GUANXI_RETURN_IF_ERROR(work.Project(opportunities, name, [&](Message* message) {
    copy.Show(static_cast<Opportunity*>(message));
  }));
  // Read once this has been committed: what events told before they told to nobody.
  const bool is_named = !copy.id.IsNil();
  return is_named && !copy.IsKnown() ? PutFanOut(work, copy.id, Uuid()) : absl::OkStatus();
}

absl::StatusOr<std::vector<bool>> CustomerCopies::Concerns(
    absl::Span<const LogEvent* const> events) const {
  std::map<Uuid, std::vector<Uuid>> ids;  // by tenant
  std::vector<std::pair<Uuid, Uuid>> keys(events.size());
  for (size_t i = 0; i < events.size(); ++i) {
    if (!events::IsChangeOf(*events[i], kCustomerType)) continue;
    GUANXI_ASSIGN_OR_RETURN(keys[i].first, Uuid::FromBytes(events[i]->tenant_id()));
    GUANXI_ASSIGN_OR_RETURN(keys[i].second, Uuid::FromBytes(events[i]->resource_id()));
    ids[keys[i].first].push_back(keys[i].second);
  }
  std::map<Uuid, std::set<Uuid>> copied;
  if (!ids.empty()) {
    const auto read = [&](db::Transaction& tx) -> absl::Status {
      for (const auto& [tenant, of_tenant] : ids) {
        GUANXI_ASSIGN_OR_RETURN(copied[tenant], SelectCopied(tx, tenant, of_tenant));
      }
      return absl::OkStatus();
    };
    GUANXI_RETURN_IF_ERROR(database_->ReadOnly({db::Lane::kJob}, read));
  }
  std::vector<bool> concerns;
  for (const auto& [tenant, id] : keys) {
    concerns.push_back(!id.IsNil() && copied[tenant].count(id) != 0);
  }
  return concerns;
}

absl::Status CustomerCopies::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!events::IsChangeOf(event, kCustomerType)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(CustomerCopy copy, CustomerCopy::Hold(work.tx(), tenant, id));
  if (copy.IsKnown() && event.sequence() <= copy.sequence) return absl::OkStatus();
  if (event.sequence() != copy.sequence + 1) {
    // Nothing is known, or what was read was older than it was when the copy came to be: what is
    // read next must be at least so new.
    copy.sequence = std::min(copy.sequence, -event.sequence());
    GUANXI_RETURN_IF_ERROR(copy.Write(work.tx(), tenant));
    return PutFanOut(work, id, Uuid());
  }
  Customer after;
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(
      resource::DecodeBlobs(event.after_body(), event.after_personal(), &after, &unused));
  bool differs = false;
  for (const std::string& field : event.changed_fields()) differs |= copy.Take(field, after);
  copy.sequence = event.sequence();
  return differs ? Store(work, copy) : copy.Write(work.tx(), tenant);
}

absl::Status CustomerCopies::Store(UnitOfWork& work, const CustomerCopy& copy) const {
  GUANXI_RETURN_IF_ERROR(copy.Write(work.tx(), work.principal().tenant));
  // Of several customers in one unit of work only the first may have that many.
  if (work.writes() + kToldAtOnce > resource::kMaxWrites) return PutFanOut(work, copy.id, Uuid());
  GUANXI_ASSIGN_OR_RETURN(const Uuid last, Tell(work, copy, Uuid()));
  return last.IsNil() ? absl::OkStatus() : PutFanOut(work, copy.id, last);
}

absl::StatusOr<Uuid> CustomerCopies::Tell(UnitOfWork& work, const CustomerCopy& copy,
                                          const Uuid& after) const {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectOpportunities, {work.principal().tenant.bytes(), copy.id.bytes(),
                                              after.bytes(), kToldAtOnce}));
  std::set<resource::ResourceName> names;  // in the order of ids
  for (const db::Row row : rows) {
    resource::ResourceName name;
    GUANXI_ASSIGN_OR_RETURN(name.id, Uuid::FromBytes(row.String(0)));
    names.insert(name);
  }
  // All in one statement; Get and Project find them then.
  GUANXI_RETURN_IF_ERROR(
      work.HoldLive(*opportunities_, names, resource::Lock::kExclusive).status());
  for (const resource::ResourceName& name : names) {
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored, work.Get(*opportunities_, name));
    // It may name another one since.
    const auto& now = static_cast<const Opportunity&>(*stored.message);
    const auto named = resource::ParseReference("customers", now.customer());
    if (!named.ok() || *named != copy.id) continue;
    GUANXI_RETURN_IF_ERROR(work.Project(*opportunities_, name, [&](Message* message) {
      copy.Show(static_cast<Opportunity*>(message));
    }));
  }
  return names.size() < static_cast<size_t>(kToldAtOnce) ? Uuid() : names.rbegin()->id;
}

events::Consumer::Options CustomerCopies::Consume(const std::string& target,
                                                  const events::AccountToken& token) const {
  const auto concerns = [this](absl::Span<const LogEvent* const> events) {
    return Concerns(events);
  };
  events::Consumer::Options options = events::HearAt(
      target, token, {"lead-svc.customers", "customer-svc", engine_, kEventActor, concerns}, this);
  options.left_over = [this, get = events::GetRecordsAt(target, token)] { return GoOn(get); };
  return options;
}

std::vector<db::Query> CustomerCopiesQueries() {
  std::vector<db::Query> queries = CustomerRebuildQueries();
  for (const db::Query& query : CustomerCopyQueries()) queries.push_back(query);
  for (const db::Query& query : CustomerFanOutQueries()) queries.push_back(query);
  queries.push_back(kSelectOpportunities);
  return queries;
}

}  // namespace guanxi::lead
