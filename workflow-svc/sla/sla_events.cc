#include "workflow-svc/sla/sla_events.h"

#include <memory>
#include <optional>
#include <string>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "guanxi/metadata/v1/change.pb.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Message;
using metadata::v1::Change;

using Record = std::shared_ptr<const Message>;

// A record of this service; null if it is not there.
absl::StatusOr<Record> ReadOwn(const SlaHearing& hearing, const Uuid& tenant,
                               const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName parsed,
                          resource::ParseName(hearing.todos->type(), name, "name"));
  Record record;
  GUANXI_RETURN_IF_ERROR(hearing.engine->Write(
      events::WriterIn(tenant, kRulesActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](resource::UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(std::optional<resource::Stored> row,
                                work.Peek(*hearing.todos, parsed));
        record = row.has_value() ? Record(std::move(row->message)) : nullptr;
        return absl::OkStatus();
      }));
  return record;
}

// Nothing is read, and nothing looked up, for each interaction that is stored.
bool CanHavePolicies(const RecordKind& kind) { return !kind.type->has_parent(); }

absl::StatusOr<bool> HasPolicies(const SlaHearing& hearing, const Uuid& tenant,
                                 const RecordKind& kind) {
  if (!CanHavePolicies(kind)) return false;
  bool any = false;
  GUANXI_RETURN_IF_ERROR(
      hearing.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(any, SlaWatch::HasPolicies(tx, tenant, kind.type->full_type()));
        return absl::OkStatus();
      }));
  return any;
}

absl::Status ReadRecord(const SlaHearing& hearing, const Uuid& tenant, HeardEvent* event) {
  if (event->log->kind() == Change::DELETED) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const bool any, HasPolicies(hearing, tenant, *event->kind));
  if (!any) return absl::OkStatus();
  const Acting service{tenant, /*user=*/"", Uuid(), 0};
  if (event->kind->service.empty()) {
    GUANXI_ASSIGN_OR_RETURN(event->record, ReadOwn(hearing, tenant, event->name));
  } else {
    GUANXI_ASSIGN_OR_RETURN(event->record,
                            hearing.access->Read(service, *event->kind, event->name));
  }
  if (event->record == nullptr) return absl::OkStatus();
  const std::string parent = ParentNameOf(*event->kind, *event->record);
  if (parent.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(event->parent, hearing.access->Read(service, CustomerKind(), parent));
  return absl::OkStatus();
}

absl::Status Act(resource::UnitOfWork& work, const SlaWatch& watch, const HeardEvent& heard) {
  if (!CanHavePolicies(*heard.kind)) return absl::OkStatus();
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

void HearForSla(const SlaHearing& hearing, RuleEvents* events) {
  events->AddInterest([hearing](const Uuid& tenant, const RecordKind& kind) {
    return HasPolicies(hearing, tenant, kind);
  });
  events->AddReading([hearing](const Uuid& tenant, HeardEvent* event) {
    return ReadRecord(hearing, tenant, event);
  });
  events->AddEffect([watch = hearing.watch](resource::UnitOfWork& work, const HeardEvent& event) {
    return Act(work, *watch, event);
  });
}

}  // namespace guanxi::workflow
