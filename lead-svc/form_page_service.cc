#include "lead-svc/form_page_service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/form_key.h"
#include "lead-svc/submission.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::CaptureForm;

constexpr absl::Duration kStartLifetime = absl::Hours(24);

absl::Status NoSuchForm() { return NotFound("CAPTURE_FORM", "captureForms/-"); }

absl::Status CheckOrigin(const CaptureForm& form, const std::string& origin) {
  const auto& all = form.origins();
  if (all.empty() || std::find(all.begin(), all.end(), origin) != all.end()) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "ORIGIN_NOT_ALLOWED",
               "the form may not be sent from this page");
}

// One text for all causes: who tries learns little.
absl::Status Refused(const CaptureForm& form) {
  return FailedPrecondition("SUBMISSION_REFUSED", form.name(),
                            "it does not look as if a person had filled it in: wait a little and "
                            "send it again");
}

// Takes the trap's answer away.
absl::Status CheckTrap(const CaptureForm& form, Answers* answers) {
  const auto trap = answers->find(form.trap_key());
  if (form.trap_key().empty() || trap == answers->end()) return absl::OkStatus();
  if (!absl::StripAsciiWhitespace(trap->second).empty()) return Refused(form);
  answers->erase(trap);
  return absl::OkStatus();
}

absl::Status CheckStart(const CaptureForm& form, const std::string& start,
                        const std::optional<absl::Time>& opened, absl::Time now) {
  const absl::Duration least = absl::Seconds(form.min_fill_time().seconds());
  if (start.empty()) {
    return least > absl::ZeroDuration() ? InvalidField("submission._start", "is required")
                                        : absl::OkStatus();
  }
  if (!opened.has_value() || *opened + kStartLifetime < now) {
    return InvalidField("submission._start", "is not this form's, or too old: open the form again");
  }
  return *opened + least > now ? Refused(form) : absl::OkStatus();
}

google::api::HttpBody Accepted(const rpc::Call& call, const CaptureForm& form, bool goes_on) {
  google::api::HttpBody body;
  body.set_content_type("application/json");
  body.set_data(R"({"accepted": true})");
  if (goes_on && !form.thanks_page().empty()) {
    call.AddResponseHeader("x-http-status", "303");
    call.AddResponseHeader("location", form.thanks_page());
  }
  return body;
}

}  // namespace

absl::string_view FormPageServiceImpl::secret() const {
  return engine_->environment().blind_index_key();
}

absl::StatusOr<FormPageServiceImpl::Page> FormPageServiceImpl::Find(
    const rpc::Call& call, const std::string& key, absl::string_view permission) const {
  const std::optional<FormPlace> place = ReadFormKey(secret(), key);
  if (!place.has_value()) return NoSuchForm();
  Page page;
  auto own = as_service_(place->tenant, permission, call);
  // A tenant that is gone, or closed.
  if (absl::IsInvalidArgument(own.status()) || absl::IsNotFound(own.status())) return NoSuchForm();
  GUANXI_RETURN_IF_ERROR(own.status());
  page.call = *std::move(own);
  ResourceName name;
  name.id = place->form;
  std::optional<Stored> row;
  GUANXI_RETURN_IF_ERROR(engine_->Write(page.call.principal, resource::TxOptionsOf(page.call), {},
                                        [&](UnitOfWork& work) -> absl::Status {
                                          GUANXI_ASSIGN_OR_RETURN(
                                              row, work.Peek(*resources_->capture_forms, name));
                                          return absl::OkStatus();
                                        }));
  if (!row.has_value()) return NoSuchForm();
  page.form = static_cast<const CaptureForm&>(*row->message);
  if (!page.form.published()) return NoSuchForm();
  return page;
}

absl::StatusOr<v1::LocateCaptureFormResponse> FormPageServiceImpl::LocateCaptureForm(
    const rpc::Call& call, const v1::LocateCaptureFormRequest& request) {
  const resource::Resource& forms = *resources_->capture_forms;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(forms.type(), request.name(), "name"));
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(forms, name));
        return row.has_value() ? absl::OkStatus() : NotFound("CAPTURE_FORM", request.name());
      }));
  v1::LocateCaptureFormResponse response;
  response.set_key(MakeFormKey(secret(), {call.principal.tenant, name.id}));
  response.set_open_path(absl::StrCat("/v1/captureForms/", response.key(), ":open"));
  response.set_submit_path(absl::StrCat("/v1/captureForms/", response.key(), ":submit"));
  return response;
}

absl::StatusOr<v1::OpenCaptureFormResponse> FormPageServiceImpl::OpenCaptureForm(
    const rpc::Call& call, const v1::OpenCaptureFormRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Page page, Find(call, request.key(), "captureForms.read"));
  v1::OpenCaptureFormResponse response;
  *response.mutable_fields() = page.form.fields();
  for (v1::FormField& field : *response.mutable_fields()) field.clear_lead_field();
  response.set_consent_text(page.form.consent_text());
  response.set_consent_version(page.form.consent_version());
  resource::Environment& environment = engine_->environment();
  const absl::Time now = environment.system_clock()->Now();
  response.set_start(MakeFormStart(secret(), request.key(), now, environment.uuids().Next()));
  *response.mutable_expire_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now + kStartLifetime));
  return response;
}

absl::StatusOr<google::api::HttpBody> FormPageServiceImpl::SubmitCaptureForm(
    const rpc::Call& call, const v1::SubmitCaptureFormRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Page page, Find(call, request.key(), "leads.capture"));
  GUANXI_RETURN_IF_ERROR(CheckOrigin(page.form, call.origin));
  GUANXI_ASSIGN_OR_RETURN(Submission sent, ReadSubmission(request.submission().content_type(),
                                                          request.submission().data()));
  GUANXI_RETURN_IF_ERROR(CheckTrap(page.form, &sent.answers));
  GUANXI_RETURN_IF_ERROR(CheckStart(page.form, sent.start,
                                    ReadFormStart(secret(), request.key(), sent.start),
                                    engine_->environment().system_clock()->Now()));
  v1::CaptureLeadRequest capture;
  capture.set_form(page.form.name());
  capture.mutable_values()->insert(sent.answers.begin(), sent.answers.end());
  capture.set_consent_version(sent.consent_version);
  if (sent.attribution.ByteSizeLong() > 0) *capture.mutable_attribution() = sent.attribution;
  if (!sent.start.empty()) capture.set_request_id(DeriveUuid("submit", sent.start).ToString());
  const absl::Status taken =
      capture_->Take(page.call, capture, Capture::Sender::kStranger).status();
  if (Reason(taken) == "REQUEST_ID_REUSED") {
    return InvalidField("submission._start", "was sent with other content: open the form again");
  }
  GUANXI_RETURN_IF_ERROR(taken);
  return Accepted(call, page.form, sent.by_browser_alone);
}

}  // namespace guanxi::lead
