#include "common/resource/revealer.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/mask/mask.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/request_fields.h"
#include "common/resource/row_scope.h"
#include "common/text/fold.h"
#include "google/protobuf/util/json_util.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMaxReason = 512;

bool HoldsPersonal(const Descriptor* message, int depth) {
  constexpr int kMaxDepth = 8;
  for (int i = 0; depth < kMaxDepth && i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (Rules(field).personal() != metadata::v1::PERSONAL_DATA_UNSPECIFIED) return true;
    if (HoldsOurs(field) && HoldsPersonal(field->message_type(), depth + 1)) return true;
  }
  return false;
}

// Whether there is personal data at the path: in the field, in one around it, or inside.
bool IsPersonal(const Descriptor* message, absl::string_view path) {
  while (message != nullptr && !path.empty()) {
    const size_t dot = path.find('.');
    const FieldDescriptor* field = message->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr) return false;
    if (Rules(field).personal() != metadata::v1::PERSONAL_DATA_UNSPECIFIED) return true;
    const Descriptor* inside = HoldsOurs(field) ? field->message_type() : nullptr;
    if (dot == absl::string_view::npos) return inside != nullptr && HoldsPersonal(inside, 0);
    message = inside;
    path.remove_prefix(dot + 1);
  }
  return false;
}

// As policies and records of reveals name it: `externalIds` is `external_ids`.
absl::StatusOr<std::string> NormalPath(const Descriptor& type, const std::string& path) {
  google::protobuf::FieldMask named;
  named.add_paths(path);
  const auto mask = mask::Mask::ForRead(named, type);
  const bool is_one = mask.ok() && path != "*" && mask->Paths().size() == 1;
  if (is_one) return mask->Paths()[0];
  return InvalidField("path",
                      "names no field with personal data: want one as in a field mask, `phones`, "
                      "`person.birth_date`; lists are shown whole");
}

absl::Status Check(const ResourceType& type, const policy::FieldView* view, const Reveal& reveal) {
  Violations violations;
  if (!IsPersonal(type.descriptor(), reveal.path)) {
    violations.Add("path", "names no field with personal data");
  }
  if (text::NormalizeText(reveal.reason).value_or(reveal.reason).empty()) {
    violations.Add("reason", "is required");
  }
  if (reveal.reason.size() > kMaxReason) violations.Add("reason", "has more than 512 bytes");
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (view == nullptr || view->AccessTo(reveal.path) != policy::FieldAccess::kHidden) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
               absl::StrCat(reveal.path, " is hidden from the caller"), {{"fields", reveal.path}});
}

constexpr HourlyLimit kReveals = {"reveals", kMaxRevealsPerHour, "REVEAL_LIMIT",
                                  "have masked fields shown to him"};

}  // namespace

absl::StatusOr<google::protobuf::Struct> RevealField(UnitOfWork& work, const Resource& resource,
                                                     const Reveal& asked) {
  const ResourceType& type = resource.type();
  Reveal reveal = asked;
  GUANXI_ASSIGN_OR_RETURN(reveal.path, NormalPath(*type.descriptor(), asked.path));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(resource, reveal.name));
  // Naming a record takes the wider of the scopes of reading and revealing.
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope,
                          RowScope::Of(resource, work.principal(), Use::kRead, work.now()));
  GUANXI_ASSIGN_OR_RETURN(const bool is_in_scope, scope.Has(work.tx(), row));
  if (!is_in_scope) {
    return Error(absl::StatusCode::kPermissionDenied, "ROW_OUT_OF_SCOPE",
                 "the caller may read the record, and reveal nothing of it");
  }
  const policy::Rights& rights = *work.principal().rights;
  const std::shared_ptr<const policy::FieldView> view =
      rights.sees_all() ? nullptr : rights.ViewOf(type.descriptor());
  GUANXI_RETURN_IF_ERROR(Check(type, view.get(), reveal));
  GUANXI_RETURN_IF_ERROR(CountInHour(work, kReveals));
  metadata::v1::FieldReveal payload;
  payload.set_path(reveal.path);
  payload.set_reason(reveal.reason);
  GUANXI_RETURN_IF_ERROR(work.Emit(resource, row, absl::StrCat("revealed.", reveal.path), payload));

  google::protobuf::FieldMask mask;
  mask.add_paths(reveal.path);
  GUANXI_ASSIGN_OR_RETURN(const mask::Mask one, mask::Mask::ForRead(mask, *type.descriptor()));
  std::unique_ptr<Message> shown = CopyMessage(*row.message);
  one.Prune(shown.get());
  if (view != nullptr) view->DropHidden(shown.get());
  std::string json;
  google::protobuf::Struct fields;
  if (!google::protobuf::util::MessageToJsonString(*shown, &json).ok() ||
      !google::protobuf::util::JsonStringToMessage(json, &fields).ok()) {
    return absl::InternalError(absl::StrCat(type.full_type(), ": a record has no JSON form"));
  }
  return fields;
}

absl::Status RevealByCall(const Engine& engine, absl::Span<const Resource* const> resources,
                          const rpc::Call& call, const Message& request, Message* response) {
  const std::string text = StringField(request, "name");
  // A name of `a/{a}/b/{b}` has three slashes.
  const auto slashes = static_cast<size_t>(std::count(text.begin(), text.end(), '/'));
  const auto named = std::find_if(resources.begin(), resources.end(), [&](const Resource* one) {
    return 2 * one->type().collections().size() == slashes + 1;
  });
  const Resource& resource = named != resources.end() ? **named : *resources.front();
  Reveal reveal;
  GUANXI_ASSIGN_OR_RETURN(reveal.name, ParseName(resource.type(), text, "name"));
  reveal.path = StringField(request, "path");
  reveal.reason = StringField(request, "reason");
  return engine.Mutate(call, request, {}, response, [&](UnitOfWork& work) -> absl::Status {
    if (const Resource* const parent = resource.links().parent; parent != nullptr) {
      GUANXI_RETURN_IF_ERROR(work.Share(*parent, ParentOf(reveal.name)));
    }
    GUANXI_ASSIGN_OR_RETURN(const google::protobuf::Struct fields,
                            RevealField(work, resource, reveal));
    const FieldDescriptor* const field = response->GetDescriptor()->FindFieldByName("fields");
    response->GetReflection()->MutableMessage(response, field)->CopyFrom(fields);
    return absl::OkStatus();
  });
}

}  // namespace guanxi::resource
