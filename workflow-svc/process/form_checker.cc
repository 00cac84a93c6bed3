#include "workflow-svc/process/form_checker.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

constexpr absl::Duration kShortest = absl::Minutes(1);
constexpr absl::Duration kLongest = absl::Hours(366 * 24);
constexpr size_t kMaxIdBytes = 40;

bool IsId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || !absl::ascii_islower(id[0])) return false;
  for (const char c : id) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return true;
}

std::string Joined(absl::string_view above, absl::string_view path) {
  return absl::StrCat(above, above.empty() || path.empty() ? "" : ".", path);
}

}  // namespace

void FormFaults::Add(const FormPlace& place, absl::string_view path, absl::string_view code,
                     absl::string_view message) {
  FormFault& fault = faults_.emplace_back();
  fault.path = Joined(place.path, path);
  fault.finding.set_node(place.node);
  fault.finding.set_path(std::string(path));
  fault.finding.set_code(std::string(code));
  fault.finding.set_message(std::string(message));
  fault.finding.set_severity(v1::ProcessFinding::ERROR);
}

void FormFaults::Missing(const FormPlace& place, absl::string_view path, absl::string_view code,
                         absl::string_view message) {
  Add(place, path, code, message);
  faults_.back().of_draft = false;
}

void FormFaults::CheckId(const FormPlace& place, const std::string& id,
                         std::set<std::string>* taken) {
  if (!IsId(id)) {
    Add(place, "id", "BAD_ID",
        "lower case letters, digits and _, a letter first, at most 40 bytes");
  } else if (!taken->insert(id).second) {
    Add(place, "id", "DUPLICATE_ID", "this id is taken already");
  }
}

void FormFaults::CheckBounds(const FormPlace& place, absl::string_view path, int value, int least,
                             int most) {
  if (value < least || value > most) {
    Add(place, path, "BAD_VALUE", absl::StrCat("from ", least, " to ", most));
  }
}

void FormFaults::CheckDuration(const FormPlace& place, absl::string_view path,
                               const google::protobuf::Duration& duration) {
  const bool whole = duration.nanos() == 0;
  // What is so long might not even fit the arithmetic.
  const bool sane = duration.seconds() > 0 && duration.seconds() <= absl::ToInt64Seconds(kLongest);
  if (!whole || !sane || ToDuration(duration) < kShortest) {
    Add(place, path, "BAD_VALUE", "from 1 minute to 366 days, in whole seconds");
  }
}

void FormFaults::CheckName(const FormPlace& place, absl::string_view path,
                           absl::string_view collection, const std::string& name) {
  absl::string_view id = name;
  if (!absl::ConsumePrefix(&id, absl::StrCat(collection, "/")) || !Uuid::Parse(id).ok()) {
    Add(place, path, "BAD_VALUE", absl::StrCat("a name like \"", collection, "/{uuid}\""));
  }
}

}  // namespace guanxi::workflow
