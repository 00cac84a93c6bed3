// The request of a StartProcessAction.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/filter/value.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "workflow-svc/rules/request_maker.h"

namespace guanxi::workflow {
namespace {

using v1::StartProcessInstanceRequest;

// Of one value of a form.
constexpr size_t kMaxValue = 4096;

v1::ProcessValue ValueOf(const CompiledValue& value, const Facts& facts, absl::TimeZone zone) {
  v1::ProcessValue held;
  if (value.text.has_value()) {
    std::string text = value.text->Fill(facts, zone, kMaxValue);
    if (!text.empty()) held.add_values(std::move(text));
    return held;
  }
  filter::Values values;
  value.from[0].Read(facts, &values);
  for (const filter::Literal& each : values) {
    held.add_values(filter::TextOf(*value.declared, each));
  }
  return held;
}

}  // namespace

rules::StoredCalls MakeStart(const CompiledAction& action, const Facts& facts, absl::TimeZone zone,
                             const StepIds& ids) {
  StartProcessInstanceRequest request;
  request.set_definition(action.action.start_process().definition());
  for (const CompiledValue& value : action.values) {
    v1::ProcessValue held = ValueOf(value, facts, zone);
    if (!held.values().empty()) (*request.mutable_content())[value.path] = std::move(held);
  }
  request.set_process_instance_id(ids.made.ToString());
  request.set_request_id(ids.request.ToString());
  const auto* const service = StartProcessInstanceRequest::descriptor()->file()->service(0);
  rules::StoredCalls calls;
  *calls.add_calls() = CallOf(*service->FindMethodByName("StartProcessInstance"), request,
                              absl::StrCat("processInstances/", request.process_instance_id()));
  return calls;
}

}  // namespace guanxi::workflow
