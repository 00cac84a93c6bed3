#include "workflow-svc/sla/sla_watch.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::SlaClock;
using v1::SlaPolicy;

const db::Query kSelectPolicies{
    "sla_policy.select_of_type",
    "SELECT id FROM sla_policies FORCE INDEX (idx_resource_type_create_time) "
    "WHERE tenant_id = ? AND live = 1 AND resource_type = ? ORDER BY create_time, id LIMIT 200"};

const db::Query kHasPolicies{
    "sla_policy.any_of_type",
    "SELECT id FROM sla_policies FORCE INDEX (idx_resource_type_create_time) "
    "WHERE tenant_id = ? AND live = 1 AND resource_type = ? LIMIT 1"};

const db::Query kSelectOfSubject{
    "sla_clock.select_of_subject",
    "SELECT id FROM sla_clocks FORCE INDEX (idx_subject_create_time) "
    "WHERE tenant_id = ? AND live = 1 AND subject = ? AND state IN (1, 2) LIMIT 200"};

absl::StatusOr<std::vector<Uuid>> SelectIds(UnitOfWork& work, const db::Query& query,
                                            const std::string& value) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(query, {work.principal().tenant.bytes(), value}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  return ids;
}

// The text of the record's own field of that name; "" if it has none.
std::string TextOf(const Message& record, const char* field_name) {
  const FieldDescriptor* const field = record.GetDescriptor()->FindFieldByName(field_name);
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return record.GetReflection()->GetString(record, field);
}

const SlaClock* ClockIn(const std::optional<Stored>& row) {
  return row.has_value() ? static_cast<const SlaClock*>(row->message.get()) : nullptr;
}

// Whether the clock was its owner's whom the event has taken the record from.
bool GoesWithRecord(const Facts& facts, const SlaClock* clock) {
  return clock != nullptr && IsOpen(*clock) && facts.before != nullptr &&
         facts.changed != nullptr && facts.changed->contains("owner") &&
         TextOf(*facts.before, "owner") == clock->owner();
}

absl::Status MoveClock(SlaMove move, const SlaTime& time, absl::Time at, SlaClock* clock) {
  if (move == SlaMove::kNone) return absl::OkStatus();
  if (move == SlaMove::kPause) return Pause(time, at, clock);
  if (move == SlaMove::kResume) return Resume(time, at, clock);
  return End(SlaClock::STOPPED, time, at, clock);
}

}  // namespace

absl::Status SlaWatch::Act(UnitOfWork& work, const SlaEvent& event) const {
  if (event.is_gone) return Cancel(work, event);
  GUANXI_ASSIGN_OR_RETURN(const auto policies, PoliciesFor(work, event));
  for (const SlaPolicy& policy : policies) {
    GUANXI_RETURN_IF_ERROR(ActBy(work, policy, event));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SlaWatch::HasPolicies(db::Transaction& tx, const Uuid& tenant,
                                           const std::string& type) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kHasPolicies, {tenant.bytes(), type}));
  return !rows.empty();
}

absl::StatusOr<std::vector<SlaPolicy>> SlaWatch::PoliciesFor(UnitOfWork& work,
                                                             const SlaEvent& event) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids,
                          SelectIds(work, kSelectPolicies, event.kind->type->full_type()));
  std::vector<SlaPolicy> policies;
  for (const Uuid& id : ids) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                            work.Peek(clocks_->policies(), ResourceName{Uuid(), id}));
    if (!row.has_value()) continue;
    const auto& policy = static_cast<const SlaPolicy&>(*row->message);
    if (policy.enabled()) policies.push_back(policy);
  }
  return policies;
}

std::shared_ptr<const SlaConditions> SlaWatch::ConditionsOf(const SlaPolicy& policy) const {
  const std::string key = absl::StrCat(policy.name(), " ", policy.etag());
  {
    MutexLock lock(&mutex_);
    if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
  }
  auto made = std::make_shared<const SlaConditions>(policy);
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxKept) kept_.clear();
  kept_[key] = made;
  return made;
}

absl::Status SlaWatch::ActBy(UnitOfWork& work, const SlaPolicy& policy,
                             const SlaEvent& event) const {
  const SlaTruths truths = ConditionsOf(policy)->Evaluate(
      event.facts, work.environment().MomentOf(work.principal().tenant));
  // A clock that starts may have to pause at once.
  for (bool again = true; again;) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> last,
                            clocks_->FindLast(work, policy.name(), event.name));
    const SlaClock* const clock = ClockIn(last);
    const SlaMove move = Decide(clock, truths);
    const bool goes_along = GoesWithRecord(event.facts, clock);
    again = move == SlaMove::kStart;
    if (move == SlaMove::kNone && !goes_along) return absl::OkStatus();
    const SlaSubject subject{event.name, TextOf(*event.facts.record, "owner"),
                             TextOf(*event.facts.record, "department")};
    SlaClock next;
    if (move == SlaMove::kStart) {
      const int round = clock == nullptr ? 1 : clock->round() + 1;
      GUANXI_RETURN_IF_ERROR(clocks_->Start(work, policy, subject, round, event.time, &next));
    } else {
      GUANXI_RETURN_IF_ERROR(clocks_->Change(
          work, *last, event.time,
          [&](const SlaTime& time, SlaClock* changed) {
            if (goes_along) {
              changed->set_owner(subject.owner);
              changed->set_department(subject.department);
            }
            return MoveClock(move, time, event.time, changed);
          },
          &next));
    }
  }
  return absl::OkStatus();
}

absl::Status SlaWatch::Cancel(UnitOfWork& work, const SlaEvent& event) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids,
                          SelectIds(work, kSelectOfSubject, event.name));
  for (const Uuid& id : ids) {
    GUANXI_ASSIGN_OR_RETURN(const Stored row,
                            work.Get(clocks_->clocks(), ResourceName{Uuid(), id}));
    if (!IsOpen(static_cast<const SlaClock&>(*row.message))) continue;
    SlaClock next;
    GUANXI_RETURN_IF_ERROR(clocks_->Change(
        work, row, event.time,
        [&](const SlaTime& time, SlaClock* changed) {
          return End(SlaClock::CANCELLED, time, event.time, changed);
        },
        &next));
  }
  return absl::OkStatus();
}

std::vector<db::Query> SlaWatchQueries() {
  return {kSelectPolicies, kHasPolicies, kSelectOfSubject};
}

}  // namespace guanxi::workflow
