#include "common/approvals/submission.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace guanxi::approvals {

using google::protobuf::Message;
using type::v1::Approval;

std::unique_ptr<Message> Unrecorded(const Message& request, bool validate_only) {
  std::unique_ptr<Message> step(request.New());
  step->CopyFrom(request);
  const auto* const type = step->GetDescriptor();
  const auto* const reflection = step->GetReflection();
  reflection->ClearField(step.get(), type->FindFieldByName("request_id"));
  reflection->SetBool(step.get(), type->FindFieldByName("validate_only"), validate_only);
  return step;
}

absl::Status Running(const std::string& subject, const std::string& instance) {
  return Error(absl::StatusCode::kAlreadyExists, "APPROVAL_RUNNING",
               absl::StrCat("an approval of it runs: ", instance),
               {{"subject", subject}, {"instance", instance}});
}

std::string NameOf(const Message& record) {
  return record.GetReflection()->GetString(record, record.GetDescriptor()->FindFieldByName("name"));
}

bool IsOpen(const Approval& approval, const Approval& begun) {
  return approval.state() == Approval::SUBMITTED && approval.instance().empty() &&
         approval.attempt() == begun.attempt();
}

}  // namespace guanxi::approvals
