#include "lead-svc/capture_intake.h"

#include <map>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/lead/v1/capture_form.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "lead-svc/capture_values.h"
#include "lead-svc/form_answers.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using resource::Resource;
using resource::Stored;
using resource::UnitOfWork;
using v1::CaptureForm;
using v1::LeadSource;

constexpr int kMaxValues = 50;

// The live record that `name`, at `path` of the request, names.
template <typename M>
absl::StatusOr<M> ReadNamed(UnitOfWork& work, const Resource& resource, const std::string& name,
                            const char* path) {
  const auto parsed = resource::ParseName(resource.type(), name, path);
  if (!parsed.ok()) return InvalidField(path, "names nothing that exists");
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(resource, *parsed));
  if (!row.has_value()) return InvalidField(path, "names nothing that exists");
  return static_cast<const M&>(*row->message);
}

bool IsTime(const google::protobuf::Timestamp& time) {
  return time.seconds() >= TimeUtil::kTimestampMinSeconds &&
         time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

absl::Status CheckShape(const v1::CaptureLeadRequest& request, absl::Time now) {
  Violations violations;
  if (request.form().empty() == request.source().empty()) {
    violations.Add("form", "either this or source is required");
  }
  if (static_cast<int>(request.values().size()) > kMaxValues) {
    violations.Add("values", "has more than 50");
  }
  if (request.has_occur_time()) {
    if (!IsTime(request.occur_time())) {
      violations.Add("occur_time", "is no time");
    } else if (absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.occur_time())) >
               now) {
      violations.Add("occur_time", "lies in the future");
    }
  }
  return violations.ToStatus();
}

void CheckConsent(const std::string& stated, const std::string& wanted, Violations* violations) {
  if (stated == wanted) return;
  violations->Add("consent_version", wanted.empty()
                                         ? "there is no text to agree to"
                                         : "is not that of the form: show its text again");
}

std::string IfActive(const rpc::Call& call, const std::string& name) {
  return !name.empty() && call.principal.rights->IsActive(name) ? name : "";
}

}  // namespace

absl::StatusOr<Intake> ReadIntake(const resource::Engine& engine, const Resources& resources,
                                  const rpc::Call& call, const v1::CaptureLeadRequest& request) {
  const absl::Time now = engine.environment().business_clock()->Now();
  GUANXI_RETURN_IF_ERROR(CheckShape(request, now));
  CaptureForm form;
  LeadSource source;
  GUANXI_RETURN_IF_ERROR(engine.Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        std::string name = request.source();
        if (!request.form().empty()) {
          GUANXI_ASSIGN_OR_RETURN(
              form, ReadNamed<CaptureForm>(work, *resources.capture_forms, request.form(), "form"));
          name = form.source();
        }
        GUANXI_ASSIGN_OR_RETURN(
            source, ReadNamed<LeadSource>(work, *resources.lead_sources, name,
                                          request.form().empty() ? "source" : "form.source"));
        return absl::OkStatus();
      }));
  Intake intake;
  const Answers answers(request.values().begin(), request.values().end());
  Violations violations;
  intake.values = request.form().empty() ? ReadFields(answers, &violations)
                                         : ReadAnswers(form, answers, &violations);
  CheckConsent(request.consent_version(), form.consent_version(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  intake.form = form.name();
  intake.source = source.name();
  intake.verified = source.verified();
  intake.lead_owner = IfActive(call, form.lead_owner());
  intake.lead_department = IfActive(call, form.lead_department());
  intake.consent_version = request.consent_version();
  intake.occur_time =
      request.has_occur_time()
          ? absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.occur_time()))
          : now;
  intake.attribution = request.attribution();
  return intake;
}

std::vector<LeadKey> KeysOf(const Intake& intake) {
  std::vector<LeadKey> keys;
  for (const v1::TouchValue& value : intake.values) {
    if (value.field() == "phones") keys.push_back({LeadKey::Kind::kPhone, value.phone()});
    if (value.field() == "emails") keys.push_back({LeadKey::Kind::kEmail, value.email()});
    if (value.field() == "credit_code") {
      keys.push_back({LeadKey::Kind::kCreditCode, value.credit_code()});
    }
  }
  return keys;
}

customer::v1::LookupCustomerRequest LookupOf(const Intake& intake) {
  customer::v1::LookupCustomerRequest request;
  for (const LeadKey& key : KeysOf(intake)) {
    switch (key.kind) {
      case LeadKey::Kind::kPhone:
        request.add_phones(key.value);
        break;
      case LeadKey::Kind::kEmail:
        request.add_emails(key.value);
        break;
      case LeadKey::Kind::kCreditCode:
        request.set_credit_code(key.value);
        break;
    }
  }
  return request;
}

}  // namespace guanxi::lead
