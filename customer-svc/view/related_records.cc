#include "customer-svc/view/related_records.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "customer-svc/view/related_writes.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using metadata::v1::Change;
using resource::UnitOfWork;

bool Changed(const LogEvent& event, const std::string& field) {
  return std::find(event.changed_fields().begin(), event.changed_fields().end(), field) !=
         event.changed_fields().end();
}

bool IsMarked(const RelatedKind& kind, const LogEvent& event) {
  if (!kind.has_timeline() || event.kind() == Change::DELETED ||
      event.kind() == Change::UNDELETED) {
    return false;
  }
  if (event.kind() == Change::CREATED) return true;
  return std::any_of(kind.marks.begin(), kind.marks.end(),
                     [&](const std::string& field) { return Changed(event, field); });
}

}  // namespace

const RelatedKind* RelatedRecords::KindOf(const LogEvent& event) const {
  const RelatedKind* const kind = FindRelatedKind(producer_, event.resource_type());
  return kind != nullptr && events::IsChangeOf(event, kind->resource_type) ? kind : nullptr;
}

absl::Status RelatedRecords::Apply(UnitOfWork& work, const LogEvent& event) const {
  const RelatedKind* const kind = KindOf(event);
  if (kind == nullptr) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(const MessagePtr after, ParseMessage(kind->source, event.after_body()));
  RelatedWrites writes(work.tx(), work.principal().tenant);
  // What it leads by is held before it, and those that it leads are taken after it: so everybody
  // takes them in the same order.
  const bool is_linked = Changed(event, kind->link);
  RelatedLink link;
  if (is_linked) {
    GUANXI_ASSIGN_OR_RETURN(link, writes.Follow(LinkOf(TextIn(*after, kind->link))));
  }
  GUANXI_ASSIGN_OR_RETURN(RelatedRecord record, writes.Hold({kind->number, id}));
  if (event.sequence() <= record.sequence) return absl::OkStatus();
  if (event.sequence() != record.sequence + 1) {
    return FailedPrecondition("RELATED_VERSION_MISSING",
                              absl::StrCat(kind->collections.back(), "/", id.ToString()),
                              "an event of the version before it is missing");
  }
  for (const std::string& field : event.changed_fields()) record.Take(*after, field);
  record.Place(event.parent_ids());
  record.sequence = event.sequence();
  // What is deleted changes, too: a merge leads the names in it elsewhere.
  if (event.kind() != Change::UPDATED) record.live = event.kind() != Change::DELETED;
  record.change_time = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(event.change_time()));
  if (is_linked) GUANXI_RETURN_IF_ERROR(writes.Link(link, &record));
  GUANXI_RETURN_IF_ERROR(writes.Put(record));
  if (!IsMarked(*kind, event)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid entry, Uuid::FromBytes(event.event_id()));
  return writes.AddEntry(record, {entry, event.kind() == Change::CREATED, event.actor()});
}

events::Consumer::Options RelatedRecords::Consume(const std::string& target,
                                                  const events::AccountToken& token) const {
  const events::Concerns concerns = [this](absl::Span<const LogEvent* const> all) {
    return events::Which(all, [this](const LogEvent& event) { return KindOf(event) != nullptr; });
  };
  const std::string name =
      absl::StrCat("customer-svc.related.", absl::StripSuffix(producer_, "-svc"));
  return events::HearAt(target, token,
                        {name, producer_, engine_, "services/customer-svc", concerns}, this);
}

}  // namespace guanxi::customer
