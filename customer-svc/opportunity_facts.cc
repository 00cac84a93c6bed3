#include "customer-svc/opportunity_facts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "customer-svc/opportunity_fact.h"
#include "customer-svc/tree/tree_rows.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using lead::v1::Opportunity;
using metadata::v1::Change;
using resource::UnitOfWork;
using v1::Customer;

constexpr int64_t kNanos = 1'000'000'000;

// By state and currency. A sum that is no amount any more is NULL.
const db::Query kCountFacts{
    "opportunity_fact.count",
    "SELECT state, currency, COUNT(*), "
    "CASE WHEN SUM(units) < 9000000000000000000 THEN SUM(units) END, SUM(nanos), MAX(stage_time) "
    "FROM opportunity_facts WHERE tenant_id = ? AND customer_id = ? AND live = 1 "
    "GROUP BY state, currency"};

// Of amounts in at most one currency.
class Sum {
 public:
  void Add(const db::Row& row) {
    const std::string currency(row.String(1));
    if (currency.empty()) return;
    ++currencies_;
    whole_ = whole_ && !row.IsNull(3);
    const int64_t nanos = row.Int64(4);
    money_.set_currency_code(currency);
    money_.set_units((row.IsNull(3) ? 0 : row.Int64(3)) + nanos / kNanos);
    money_.set_nanos(static_cast<int32_t>(nanos % kNanos));
  }
  std::optional<google::type::Money> money() const {
    if (currencies_ != 1 || !whole_) return std::nullopt;
    return money_;
  }

 private:
  int currencies_ = 0;
  bool whole_ = true;
  google::type::Money money_;
};

}  // namespace

absl::Status OpportunityFacts::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!events::IsChangeOf(event, kOpportunityType)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(OpportunityFact fact,
                          OpportunityFact::Hold(work.tx(), work.principal().tenant, id));
  if (event.sequence() <= fact.sequence) return absl::OkStatus();
  if (event.sequence() != fact.sequence + 1) {
    return FailedPrecondition("OPPORTUNITY_VERSION_MISSING",
                              absl::StrCat("opportunities/", id.ToString()),
                              "an event of the version before it is missing");
  }
  GUANXI_ASSIGN_OR_RETURN(const Opportunity after, ParseOpportunity(event.after_body()));
  const Uuid old_customer = fact.customer;
  for (const std::string& field : event.changed_fields()) {
    if (field == "customer") fact.SetCustomer(after);
    if (field == "amount") fact.SetAmount(after);
    if (field == "products") fact.SetProducts(after);
    if (field == "state") fact.state = after.state();
    if (field == "stage" || field == "state") {
      // As its history has it: no stay there is shorter than 0, whichever replica's clock it was.
      fact.stage_time =
          std::max(fact.stage_time,
                   absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(event.change_time())));
    }
  }
  if (event.kind() == Change::DELETED) fact.live = false;
  if (event.kind() == Change::UNDELETED) fact.live = true;
  fact.sequence = event.sequence();
  return Store(work, fact, old_customer);
}

absl::Status OpportunityFacts::Store(UnitOfWork& work, const OpportunityFact& fact,
                                     const Uuid& old_customer) const {
  // Before the fact: who counts sees all facts of those who have counted.
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> affected,
                          HoldCustomers(work, {old_customer, fact.customer}));
  GUANXI_RETURN_IF_ERROR(fact.Write(work.tx(), work.principal().tenant));
  for (const Uuid& one : affected) GUANXI_RETURN_IF_ERROR(Recount(work, one));
  return absl::OkStatus();
}

absl::StatusOr<std::set<Uuid>> OpportunityFacts::HoldCustomers(
    UnitOfWork& work, std::initializer_list<Uuid> customers) const {
  std::set<Uuid> held;
  std::set<resource::ResourceName> names;
  for (const Uuid& customer : customers) {
    if (customer.IsNil()) continue;
    held.insert(customer);
    resource::ResourceName name;
    name.id = customer;
    names.insert(name);
  }
  GUANXI_RETURN_IF_ERROR(work.HoldLive(*customers_, names, resource::Lock::kExclusive).status());
  return held;
}

absl::Status OpportunityFacts::Recount(UnitOfWork& work, const Uuid& customer) const {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kCountFacts, {work.principal().tenant.bytes(), customer.bytes()}));
  int64_t open = 0;
  std::map<int64_t, Sum> sums;
  absl::Time last = absl::InfinitePast();
  for (const db::Row row : rows) {
    if (row.Int64(0) == Opportunity::OPEN) open += row.Int64(2);
    sums[row.Int64(0)].Add(row);
    if (!row.IsNull(5)) last = std::max(last, row.Time(5));
  }
  GUANXI_RETURN_IF_ERROR(MarkTreeStale(work.tx(), work.principal().tenant, customer));
  resource::ResourceName name;
  name.id = customer;
  const absl::Status projected =
      work.Project(*customers_, name, [&](google::protobuf::Message* message) {
        auto* const next = static_cast<Customer*>(message);
        next->set_open_opportunity_count(open);
        next->clear_open_opportunity_amount();
        next->clear_won_opportunity_amount();
        next->clear_last_stage_change_time();
        if (const auto money = sums[Opportunity::OPEN].money(); money.has_value()) {
          *next->mutable_open_opportunity_amount() = *money;
        }
        if (const auto money = sums[Opportunity::WON].money(); money.has_value()) {
          *next->mutable_won_opportunity_amount() = *money;
        }
        if (last != absl::InfinitePast()) {
          *next->mutable_last_stage_change_time() =
              TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(last));
        }
      });
  // Nobody says anything of a customer who is not there.
  return absl::IsNotFound(projected) ? absl::OkStatus() : projected;
}

events::Consumer::Options OpportunityFacts::Consume(const std::string& target,
                                                    const events::AccountToken& token) const {
  return events::HearAt(target, token,
                        {"customer-svc.opportunities", "lead-svc", engine_, kEventActor,
                         events::ChangesOf(kOpportunityType)},
                        this);
}

std::vector<db::Query> OpportunityFactQueries() {
  std::vector<db::Query> queries = OpportunityRebuildQueries();
  queries.push_back(OpportunityFactQuery());
  queries.push_back(kCountFacts);
  return queries;
}

}  // namespace guanxi::customer
