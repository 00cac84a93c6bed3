#include "common/resource/resource_name.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace guanxi::resource {
namespace {

constexpr absl::string_view kWildcard = "-";

std::string Form(const std::vector<std::string>& collections, size_t levels) {
  std::string form;
  for (size_t i = 0; i < levels; ++i) {
    absl::StrAppend(&form, i == 0 ? "" : "/", collections[i], "/{uuid}");
  }
  return form;
}

// The ids of the first `levels` collections.
absl::StatusOr<std::vector<Uuid>> ParseIds(const ResourceType& type, absl::string_view text,
                                           absl::string_view path, size_t levels,
                                           Wildcard wildcard) {
  const auto bad = [&] {
    return InvalidField(path, absl::StrCat("want ", Form(type.collections(), levels)),
                        "INVALID_NAME");
  };
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 2 * levels) return bad();
  std::vector<Uuid> ids;
  for (size_t i = 0; i < levels; ++i) {
    if (parts[2 * i] != type.collections()[i]) return bad();
    if (parts[2 * i + 1] == kWildcard && wildcard == Wildcard::kAllow && i + 1 == levels) {
      ids.push_back(Uuid());
      continue;
    }
    const auto id = Uuid::Parse(parts[2 * i + 1]);
    if (!id.ok() || id->IsNil()) return bad();
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace

absl::StatusOr<ResourceName> ParseName(const ResourceType& type, absl::string_view text,
                                       absl::string_view path, Wildcard wildcard) {
  auto ids = ParseIds(type, text, path, type.collections().size(), wildcard);
  if (!ids.ok()) return ids.status();
  ResourceName name;
  name.id = ids->back();
  if (type.has_parent()) name.parent = ids->front();
  return name;
}

absl::StatusOr<Uuid> ParseParent(const ResourceType& type, absl::string_view text,
                                 absl::string_view path, Wildcard wildcard) {
  auto ids = ParseIds(type, text, path, type.collections().size() - 1, wildcard);
  if (!ids.ok()) return ids.status();
  return ids->back();
}

std::string FormatName(const ResourceType& type, const ResourceName& name) {
  const auto& collections = type.collections();
  if (!type.has_parent()) return absl::StrCat(collections[0], "/", name.id.ToString());
  return absl::StrCat(FormatParent(type, name.parent), "/", collections[1], "/",
                      name.id.ToString());
}

std::string FormatParent(const ResourceType& type, const Uuid& parent) {
  return absl::StrCat(type.collections()[0], "/", parent.ToString());
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
