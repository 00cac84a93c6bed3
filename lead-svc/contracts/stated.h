// What requests of custom methods state, checked.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_STATED_H_
#define GUANXI_LEAD_SVC_CONTRACTS_STATED_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/resource/output_only.h"
#include "google/protobuf/message.h"
#include "google/type/date.pb.h"

namespace guanxi::lead {

// A line that must be there, as it is stored. INVALID_FIELD at `path`.
absl::StatusOr<std::string> StatedLine(absl::string_view path, std::string text, size_t max_bytes);

// The day at `path`, not after `today`; `today` if none is stated. INVALID_FIELD.
absl::StatusOr<absl::CivilDay> StatedDay(absl::string_view path, const google::type::Date& date,
                                         bool is_stated, absl::CivilDay today);

// Whether what clients may write of a record differs: what is OUTPUT_ONLY does not count.
template <typename M>
bool StatesOther(const M& old, const M& next) {
  static const auto* const fields = new resource::OutputOnlyFields(M::descriptor());
  M stated = next;
  fields->Restore(old, &stated);
  return stated.SerializeAsString() != old.SerializeAsString();
}

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_STATED_H_
