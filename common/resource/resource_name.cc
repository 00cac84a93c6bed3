#include "common/resource/resource_name.h"

#include <iterator>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::resource {
namespace {

constexpr absl::string_view kWildcard = "-";
constexpr size_t kIdBytes = 16;

std::string Form(const std::vector<std::string>& collections, size_t levels) {
  std::string form;
  for (size_t i = 0; i < levels; ++i) {
    absl::StrAppend(&form, i == 0 ? "" : "/", collections[i], "/{uuid}");
  }
  return form;
}

// The ids of the first `levels` collections, as the name of a record of the last of them. From
// level `wildcards_from` on an id may be `-`.
absl::StatusOr<ResourceName> ParseIds(const ResourceType& type, absl::string_view text,
                                      absl::string_view path, size_t levels,
                                      size_t wildcards_from) {
  const auto bad = [&] {
    return InvalidField(path, absl::StrCat("want ", Form(type.collections(), levels)),
                        "INVALID_NAME");
  };
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 2 * levels) return bad();
  ResourceName name;
  for (size_t i = 0; i < levels; ++i) {
    if (parts[2 * i] != type.collections()[i]) return bad();
    Uuid id;
    if (parts[2 * i + 1] != kWildcard || i < wildcards_from) {
      const auto parsed = Uuid::Parse(parts[2 * i + 1]);
      if (!parsed.ok() || parsed->IsNil()) return bad();
      id = *parsed;
    }
    name = ChildOf(name, id);
  }
  return name;
}

}  // namespace

std::string ParentIds(const ResourceName& name) {
  std::string ids;
  for (const Uuid& id : {name.grandparent, name.parent}) {
    if (!id.IsNil()) absl::StrAppend(&ids, id.bytes());
  }
  return ids;
}

absl::StatusOr<ResourceName> NameBelow(const ResourceType& type, absl::string_view parent_ids,
                                       const Uuid& id) {
  const size_t above = type.collections().size() - 1;
  if (parent_ids.size() != above * kIdBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("want the ids of the ", above, " records above"));
  }
  ResourceName name;
  for (; !parent_ids.empty(); parent_ids.remove_prefix(kIdBytes)) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid next, Uuid::FromBytes(parent_ids.substr(0, kIdBytes)));
    name = ChildOf(name, next);
  }
  return ChildOf(name, id);
}

absl::StatusOr<ResourceName> ParseName(const ResourceType& type, absl::string_view text,
                                       absl::string_view path, Wildcard wildcard) {
  const size_t levels = type.collections().size();
  return ParseIds(type, text, path, levels, wildcard == Wildcard::kAllow ? levels - 1 : levels);
}

absl::StatusOr<ResourceName> ParseParent(const ResourceType& type, absl::string_view text,
                                         absl::string_view path, Wildcard wildcard) {
  const size_t levels = type.collections().size() - 1;
  return ParseIds(type, text, path, levels, wildcard == Wildcard::kAllow ? 0 : levels);
}

std::string FormatName(const ResourceType& type, const ResourceName& name) {
  const auto& collections = type.collections();
  const Uuid* const ids[] = {&name.grandparent, &name.parent, &name.id};
  std::string text;
  for (size_t i = 0; i < collections.size(); ++i) {
    const Uuid& id = *ids[std::size(ids) - collections.size() + i];
    absl::StrAppend(&text, i == 0 ? "" : "/", collections[i], "/", id.ToString());
  }
  return text;
}

absl::StatusOr<Uuid> ParseReference(absl::string_view collection, absl::string_view text) {
  absl::string_view rest = text;
  if (absl::ConsumePrefix(&rest, collection) && absl::ConsumePrefix(&rest, "/")) {
    const auto id = Uuid::Parse(rest);
    if (id.ok() && !id->IsNil()) return *id;
  }
  return absl::InvalidArgumentError(absl::StrCat("want ", collection, "/{uuid}"));
}

absl::StatusOr<Uuid> EdgeId(const ResourceType& type, const google::protobuf::Message& message,
                            absl::string_view path) {
  std::string ends;
  for (const google::protobuf::FieldDescriptor* field : type.edge_between()) {
    const std::string name = message.GetReflection()->GetString(message, field);
    const absl::string_view id = absl::string_view(name).substr(name.rfind('/') + 1);
    const auto parsed = Uuid::Parse(id);
    if (!parsed.ok() || parsed->IsNil()) {
      return InvalidField(absl::StrCat(path, ".", field->name()),
                          name.empty() ? "is required" : "is no name of a resource");
    }
    absl::StrAppend(&ends, parsed->bytes());
  }
  return DeriveUuid(absl::StrCat("guanxi.edge.", type.singular()), ends);
}

}  // namespace guanxi::resource
