// The fields of the content, and what is due by them.
#include <set>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/form_checker.h"

namespace guanxi::workflow {
namespace {

constexpr int kMaxOptions = 200;

}  // namespace

void CheckFieldsForm(const v1::ProcessModel& model, FormFaults* faults) {
  std::set<std::string> ids = {"initiator", "initiator_department"};
  for (int i = 0; i < model.fields_size(); ++i) {
    const v1::ProcessField& field = model.fields(i);
    const FormPlace place{"", absl::StrCat("fields[", i, "]")};
    faults->CheckId(place, field.id(), &ids);
    if (field.display_name().empty()) {
      faults->Missing(place, "display_name", "MISSING_NAME", "what is it called?");
    }
    if (field.type() == v1::ProcessField::TYPE_UNSPECIFIED) {
      faults->Add(place, "type", "BAD_VALUE", "what does it hold?");
    }
    if (field.type() == v1::ProcessField::CHOICE) {
      faults->CheckBounds(place, "options", field.options_size(), 1, kMaxOptions);
    }
  }
}

void CheckDelayForm(const FormPlace& place, const std::string& path, const v1::ProcessDelay& delay,
                    const ContentSchema& content, FormFaults* faults) {
  using D = v1::ProcessDelay;
  if (delay.until_case() == D::kWorkingTime) {
    faults->CheckDuration(place, path + ".working_time", delay.working_time());
  } else if (delay.until_case() == D::kTime) {
    faults->CheckDuration(place, path + ".time", delay.time());
  } else if (delay.until_case() == D::kField) {
    const v1::ProcessField* field = content.Find(delay.field());
    const bool fits =
        field != nullptr && !field->repeated() &&
        (field->type() == v1::ProcessField::DATE || field->type() == v1::ProcessField::TIMESTAMP);
    if (!fits) {
      faults->Add(place, path + ".field", "UNKNOWN_FIELD", "there is no such field with one date");
    }
  } else {
    faults->Missing(place, path, "MISSING_TIME", "until when?");
  }
}

}  // namespace guanxi::workflow
