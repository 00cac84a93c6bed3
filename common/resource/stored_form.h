// The form in which a text would be stored: what filters compare with.
#ifndef GUANXI_COMMON_RESOURCE_STORED_FORM_H_
#define GUANXI_COMMON_RESOURCE_STORED_FORM_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "common/resource/name_fields.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Brings what a client states of a record into the form in which it is stored, as far as the
// resource's own rules say it.
using Normalizer = std::function<void(google::protobuf::Message*, Violations*)>;

// `text` as the field at the end of `path` would have it in a record of `type` that is empty
// otherwise: so filters and writes cannot differ. `names` are those of `type`; `normalize` may be
// null. A text that has no such form gets that of a line (text::NormalizeText). A few µs.
std::string StoredForm(const google::protobuf::Descriptor* type, const NameFields& names,
                       const Normalizer& normalize,
                       const std::vector<const google::protobuf::FieldDescriptor*>& path,
                       absl::string_view text);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_STORED_FORM_H_
