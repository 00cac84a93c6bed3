#include "workflow-svc/approval/subject_events.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/message.h"
#include "guanxi/metadata/v1/change.pb.h"
#include "guanxi/type/v1/approval.pb.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using google::protobuf::Message;
using metadata::v1::Change;
using resource::UnitOfWork;
using type::v1::Approval;

constexpr char kActor[] = "services/workflow-svc";
constexpr char kField[] = "approval";

bool ChangesApproval(const LogEvent& event) {
  const auto& changed = event.changed_fields();
  return event.kind() == Change::UPDATED &&
         std::find(changed.begin(), changed.end(), kField) != changed.end();
}

}  // namespace

std::vector<bool> SubjectEvents::Concerns(absl::Span<const LogEvent* const> events) const {
  std::vector<bool> concerns;
  for (const LogEvent* event : events) {
    const bool is_known = std::any_of(types_.begin(), types_.end(), [&](const SubjectType& type) {
      return type.singular == event->resource_type();
    });
    concerns.push_back(is_known && ChangesApproval(*event));
  }
  return concerns;
}

std::string SubjectEvents::EndedBy(const LogEvent& event) const {
  for (const SubjectType& type : types_) {
    if (type.singular != event.resource_type()) continue;
    std::unique_ptr<Message> record(google::protobuf::MessageFactory::generated_factory()
                                        ->GetPrototype(type.descriptor)
                                        ->New());
    resource::Rest unused;
    if (!resource::DecodeBlobs(event.after_body(), "", record.get(), &unused).ok()) return "";
    const auto& approval = static_cast<const Approval&>(
        record->GetReflection()->GetMessage(*record, type.descriptor->FindFieldByName(kField)));
    // What ended here was told to the record's service, which gives no reason.
    const bool ends = approval.state() == Approval::WITHDRAWN && !approval.reason().empty();
    return ends ? approval.instance() : "";
  }
  return "";
}

absl::Status SubjectEvents::End(UnitOfWork& work, const Staff& staff,
                                const std::string& instance) const {
  GUANXI_ASSIGN_OR_RETURN(
      const resource::ResourceName name,
      resource::ParseName(runner_->parts().instances->type(), instance, "instance"));
  SubjectChanged changed;
  changed.is_over = true;
  const absl::Status done = runner_->Run(work, staff, name, Command{"", false, changed});
  // It has ended already, or belongs to a back-up that is not ours.
  const bool is_gone = Reason(done) == "NOT_RUNNING" || absl::IsNotFound(done);
  return is_gone ? absl::OkStatus() : done;
}

absl::Status SubjectEvents::Apply(absl::Span<const LogEvent> events,
                                  const events::Done& done) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(events[0].tenant_id()));
  GUANXI_ASSIGN_OR_RETURN(const auto staff,
                          staff_->Of(tenant, absl::Now() + policy::Authorizer::kMaxWait));
  return engine_->Write(events::WriterIn(tenant, kActor), {db::Lane::kJob},
                        resource::WriteContext(), [&](UnitOfWork& work) -> absl::Status {
                          for (const LogEvent& event : events) {
                            const std::string instance = EndedBy(event);
                            if (instance.empty()) continue;
                            GUANXI_RETURN_IF_ERROR(End(work, *staff, instance));
                          }
                          return done(work.tx());
                        });
}

absl::Status SubjectEvents::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                    const events::StillHeld& held) const {
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) -> absl::Status {
    const std::string instance = EndedBy(records[0]);
    if (instance.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const auto staff,
                            staff_->Of(tenant, absl::Now() + policy::Authorizer::kMaxWait));
    return engine_->Write(events::WriterIn(tenant, kActor), {db::Lane::kJob},
                          resource::WriteContext(),
                          [&](UnitOfWork& work) { return End(work, *staff, instance); });
  };
  for (const SubjectType& type : types_) {
    GUANXI_RETURN_IF_ERROR(
        events::ReadAllRecords(read, type.singular, loss.partition, /*at_once=*/1, held, take));
  }
  return absl::OkStatus();
}

events::Consumer::Options SubjectEvents::Consume(const std::string& service,
                                                 const std::string& target,
                                                 const events::AccountToken& token) const {
  events::Consumer::Options options;
  options.name = absl::StrCat("workflow-svc.subjects.", service);
  options.producer = service;
  options.read = events::ReadLogAt(target, token);
  options.concerns = [this](absl::Span<const LogEvent* const> events) { return Concerns(events); };
  options.apply = [this](absl::Span<const LogEvent> events, const events::Done& done) {
    return Apply(events, done);
  };
  options.together = [](const LogEvent& a, const LogEvent& b) {
    return a.tenant_id() == b.tenant_id();
  };
  options.recover = [this, read = events::ReadRecordsAt(target, token)](
                        const events::Loss& loss, const events::StillHeld& held) {
    return Rebuild(loss, read, held);
  };
  return options;
}

}  // namespace guanxi::workflow
