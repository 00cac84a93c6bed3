// What a list or a search may be asked about, by one who does not see all fields.
#ifndef GUANXI_COMMON_RESOURCE_FIELD_RIGHTS_H_
#define GUANXI_COMMON_RESOURCE_FIELD_RIGHTS_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/auth/principal.h"
#include "common/policy/field_view.h"
#include "common/resource/list_plan.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// The principal's view of a type; null: everything is open, or nothing was decided about the
// principal, who then sees no row.
std::shared_ptr<const policy::FieldView> ViewOf(const ResourceType& type,
                                                const Principal& principal);

// Hidden fields cannot be asked about. A masked one is found by its whole value alone: any other
// comparison, and any order, would tell it bit by bit.
//   INVALID_ARGUMENT  INVALID_FILTER, INVALID_ORDER_BY
absl::Status CheckListFields(const policy::FieldView& view, const ListSpec& spec);

// How many comparisons of a filter are of fields that are masked and can be tried
// (policy::FieldView): the answer tells of each value whether it is the right one.
int64_t CountGuesses(const policy::FieldView& view, const filter::Predicate& filter);

// What an update is to write: what `stated` has, of paths that were `named` in the request (none:
// of all that is set). A hidden field cannot be named, as one that does not exist, nor be set
// beside others, whatever it holds: both are refused before anything is compared. A custom one that
// is named is answered as a key without a definition: its value is refused, to take it away does
// nothing.
//   INVALID_ARGUMENT   INVALID_FIELD_MASK  `named` names hidden fields
//   INVALID_ARGUMENT   INVALID_FIELD       `stated` has a hidden custom field that is named
//   PERMISSION_DENIED  FIELD_NOT_ALLOWED   of policy::FieldView::CheckStated
absl::Status CheckUpdateFields(const ResourceType& type, const policy::FieldView& view,
                               const google::protobuf::FieldMask& named,
                               const google::protobuf::Message& stated);

// That the principal sees all of `paths`, for a method that states or works with them under names
// of its own. To be asked before anything is compared or reckoned: the answer, be it that nothing
// changed, would tell what is there.
//   PERMISSION_DENIED  FIELD_NOT_ALLOWED  some are hidden or masked; the metadata name them
absl::Status CheckSeen(const ResourceType& type, const Principal& principal,
                       absl::Span<const absl::string_view> paths);

// By which of its fields a search may find a record of a type.
struct SearchRights {
  bool texts = true;   // by parts of all its texts; else by one of those not hidden, as a whole
  bool phones = true;  // by whole numbers
  bool last_digits = true;
  bool emails = true;
  // Found, and shown with masks: each look-up tells whether a number or an address is the right
  // one, or one of the texts that can be tried.
  bool masks_phones = false;
  bool masks_emails = false;
  bool masks_texts = false;
  std::shared_ptr<const policy::FieldView> view;  // null: everything is open
};
SearchRights SearchRightsOf(const ResourceType& type, const Principal& principal);

// Whether one of the texts that may be named at all is `query`, case and blanks at the ends aside.
bool HasWholeText(const ResourceType& type, const policy::FieldView& view,
                  const google::protobuf::Message& message, absl::string_view query);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_FIELD_RIGHTS_H_
