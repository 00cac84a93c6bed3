#include "workflow-svc/sla/sla_events.h"

#include <string>

#include "common/base/status_macros.h"
#include "guanxi/metadata/v1/change.pb.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::Change;

absl::Status ReadRecord(db::Database* database, const RecordAccess& access, const Uuid& tenant,
                        HeardEvent* event) {
  if (event->record != nullptr || event->log->kind() == Change::DELETED) return absl::OkStatus();
  bool any = false;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(any,
                                SlaWatch::HasPolicies(tx, tenant, event->kind->type->full_type()));
        return absl::OkStatus();
      }));
  if (!any) return absl::OkStatus();
  const Acting service{tenant, /*user=*/"", Uuid(), 0};
  GUANXI_ASSIGN_OR_RETURN(event->record, access.Read(service, *event->kind, event->name));
  if (event->record == nullptr) return absl::OkStatus();
  const std::string parent = ParentNameOf(*event->kind, *event->record);
  if (parent.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(event->parent, access.Read(service, CustomerKind(), parent));
  return absl::OkStatus();
}

absl::Status Act(resource::UnitOfWork& work, const SlaWatch& watch, const HeardEvent& heard) {
  SlaEvent event;
  event.kind = heard.kind;
  event.name = heard.name;
  event.is_gone = heard.log->kind() == Change::DELETED;
  if (heard.record == nullptr && !event.is_gone) return absl::OkStatus();
  event.facts.record = heard.record.get();
  event.facts.before = heard.before.get();
  event.facts.changed = &heard.changed;
  event.facts.parent = heard.parent.get();
  event.time = ToTime(heard.log->change_time());
  return watch.Act(work, event);
}

}  // namespace

void HearForSla(db::Database* database, const RecordAccess* access, const SlaWatch* watch,
                RuleEvents* events) {
  events->AddReading([database, access](const Uuid& tenant, HeardEvent* event) {
    return ReadRecord(database, *access, tenant, event);
  });
  events->AddEffect([watch](resource::UnitOfWork& work, const HeardEvent& event) {
    return Act(work, *watch, event);
  });
}

}  // namespace guanxi::workflow
