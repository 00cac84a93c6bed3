#include "common/resource/field_rights.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/mask/mask.h"
#include "common/policy/rights.h"
#include "common/resource/custom_fields.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using policy::FieldAccess;
using policy::FieldView;

bool IsReadable(FieldAccess access) { return access < FieldAccess::kMasked; }

absl::Status Refuse(const std::string& path, FieldAccess access) {
  return InvalidField("filter",
                      access == FieldAccess::kHidden
                          ? absl::StrCat(path, ": no such field")
                          : absl::StrCat(path, " can be compared by `=` with a value alone"),
                      "INVALID_FILTER");
}

// As policies name it: an entry of a map by its key, whatever the filter had to write.
std::string PathOf(const filter::Field& field) {
  if (field.key.empty()) return field.path;
  return absl::StrCat(field.path.substr(0, field.path.find('.')), ".", field.key);
}

absl::Status CheckFilter(const FieldView& view, const filter::Predicate& filter) {
  if (!filter.IsComparison()) {
    for (const filter::Predicate& operand : filter.operands) {
      GUANXI_RETURN_IF_ERROR(CheckFilter(view, operand));
    }
    return absl::OkStatus();
  }
  const auto* const right = std::get_if<filter::FieldPtr>(&filter.operand);
  const FieldAccess access = view.AccessTo(PathOf(*filter.field));
  const bool by_value = filter.op == filter::Predicate::Op::kEqual && right == nullptr;
  if (!IsReadable(access) && (access == FieldAccess::kHidden || !by_value)) {
    return Refuse(filter.field->path, access);
  }
  if (right == nullptr || IsReadable(view.AccessTo(PathOf(**right)))) {
    return absl::OkStatus();
  }
  return Refuse((*right)->path, view.AccessTo(PathOf(**right)));
}

// The key of a path of a custom field; "" of any other path.
std::string CustomKey(const ResourceType& type, absl::string_view path) {
  if (type.custom_field() == nullptr) return "";
  const bool is_one =
      absl::ConsumePrefix(&path, type.custom_field()->name()) && absl::ConsumePrefix(&path, ".");
  return is_one ? std::string(path) : "";
}

bool HasEntry(const Message& message, const FieldDescriptor* map, absl::string_view key) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, map); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, map, i);
    if (entry.GetReflection()->GetString(entry, map->message_type()->map_key()) == key) return true;
  }
  return false;
}

std::string PathOf(const SearchField& field) {
  std::string path;
  for (const FieldDescriptor* step : field.path) {
    absl::StrAppend(&path, path.empty() ? "" : ".", step->name());
  }
  return path;
}

// All texts at the end of a path.
void Collect(const std::vector<const FieldDescriptor*>& path, size_t at, const Message& message,
             std::vector<std::string>* texts) {
  const auto* reflection = message.GetReflection();
  const FieldDescriptor* field = path[at];
  const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  for (int i = 0; i < count; ++i) {
    if (at + 1 < path.size()) {
      if (!field->is_repeated() && !reflection->HasField(message, field)) continue;
      Collect(path, at + 1,
              field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                   : reflection->GetMessage(message, field),
              texts);
    } else {
      texts->push_back(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                            : reflection->GetString(message, field));
    }
  }
}

}  // namespace

std::shared_ptr<const FieldView> ViewOf(const ResourceType& type, const Principal& principal) {
  if (principal.rights == nullptr || principal.rights->sees_all()) return nullptr;
  std::shared_ptr<const FieldView> view = principal.rights->ViewOf(type.descriptor());
  return view->is_open() ? nullptr : view;
}

absl::Status CheckSeen(const ResourceType& type, const Principal& principal,
                       absl::Span<const absl::string_view> paths) {
  const std::shared_ptr<const FieldView> view = ViewOf(type, principal);
  if (view == nullptr) return absl::OkStatus();
  std::vector<std::string> unseen;
  for (const absl::string_view path : paths) {
    if (!IsReadable(view->AccessTo(path))) unseen.emplace_back(path);
  }
  return policy::FieldsRefused(unseen, "see");
}

absl::Status CheckListFields(const FieldView& view, const ListSpec& spec) {
  GUANXI_RETURN_IF_ERROR(CheckFilter(view, spec.filter));
  if (spec.sort == nullptr || IsReadable(view.AccessTo(spec.sort->path))) return absl::OkStatus();
  return InvalidField("order_by", absl::StrCat("lists cannot be ordered by ", spec.sort->path),
                      "INVALID_ORDER_BY");
}

int64_t CountGuesses(const FieldView& view, const filter::Predicate& filter) {
  if (filter.IsComparison()) return view.CanBeTried(PathOf(*filter.field)) ? 1 : 0;
  return std::accumulate(filter.operands.begin(), filter.operands.end(), int64_t{0},
                         [&](int64_t count, const filter::Predicate& operand) {
                           return count + CountGuesses(view, operand);
                         });
}

absl::Status CheckUpdateFields(const ResourceType& type, const FieldView& view,
                               const google::protobuf::FieldMask& named, const Message& stated) {
  Violations violations, unknown;
  for (const std::string& path : named.paths()) {
    if (path == "*") continue;  // leaves what is hidden as it is
    google::protobuf::FieldMask one;
    one.add_paths(path);
    GUANXI_ASSIGN_OR_RETURN(const mask::Mask whole,
                            mask::Mask::ForRead(one, *stated.GetDescriptor()));
    for (const std::string& normal : whole.Paths()) {
      if (view.AccessTo(normal) != FieldAccess::kHidden) continue;
      if (const std::string key = CustomKey(type, normal); !key.empty()) {
        if (HasEntry(stated, type.custom_field(), key)) {
          unknown.Add(absl::StrCat(type.singular(), ".", normal), kNoCustomField);
        }
        continue;
      }
      violations.Add("update_mask", absl::StrCat("\"", path, "\" names no field of ",
                                                 stated.GetDescriptor()->name()));
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus("INVALID_FIELD_MASK"));
  GUANXI_RETURN_IF_ERROR(unknown.ToStatus());
  return view.CheckStated(stated);
}

SearchRights SearchRightsOf(const ResourceType& type, const Principal& principal) {
  SearchRights rights;
  rights.view = ViewOf(type, principal);
  if (rights.view == nullptr) return rights;
  for (const SearchField& field : type.search_fields()) {
    const FieldAccess access = rights.view->AccessTo(PathOf(field));
    if (IsReadable(access)) continue;
    const bool hidden = access == FieldAccess::kHidden;
    switch (field.kind) {
      case metadata::v1::PHONE_NUMBER:
        rights.last_digits = false;
        (hidden ? rights.phones : rights.masks_phones) = !hidden;
        break;
      case metadata::v1::EMAIL_ADDRESS:
        (hidden ? rights.emails : rights.masks_emails) = !hidden;
        break;
      default:
        rights.texts = false;
        if (rights.view->CanBeTried(PathOf(field))) rights.masks_texts = true;
    }
  }
  return rights;
}

bool HasWholeText(const ResourceType& type, const FieldView& view, const Message& message,
                  absl::string_view query) {
  query = absl::StripAsciiWhitespace(query);
  for (const SearchField& field : type.search_fields()) {
    if (field.kind != metadata::v1::TEXT || view.AccessTo(PathOf(field)) == FieldAccess::kHidden) {
      continue;
    }
    std::vector<std::string> texts;
    Collect(field.path, 0, message, &texts);
    if (std::any_of(texts.begin(), texts.end(),
                    [&](const std::string& text) { return absl::EqualsIgnoreCase(text, query); })) {
      return true;
    }
  }
  return false;
}

}  // namespace guanxi::resource
