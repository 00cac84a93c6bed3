#include "common/filter/schema.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/filter/literal.h"
#include "common/filter/nearest.h"
#include "common/text/utf8.h"

namespace guanxi::filter {
namespace {

// regionCode -> region_code; snake_case stays as it is.
std::string ToSnakeCase(absl::string_view name) {
  std::string snake;
  for (const char c : name) {
    if (absl::ascii_isupper(c) && !snake.empty()) snake.push_back('_');
    snake.push_back(absl::ascii_tolower(c));
  }
  return snake;
}

std::string SnakePath(const std::vector<std::string>& path) {
  return absl::StrJoin(path, ".", [](std::string* out, const std::string& step) {
    absl::StrAppend(out, ToSnakeCase(step));
  });
}

// A key as it is written behind the dot, quoted where the grammar needs it.
std::string WriteKey(absl::string_view key) {
  const bool plain = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '_';
  });
  return plain ? std::string(key) : QuoteString(key);
}

// A name that a client made up, as an error quotes it.
absl::string_view Shorten(absl::string_view name) {
  constexpr size_t kMaxQuotedBytes = 80;
  return text::TruncateUtf8(name, kMaxQuotedBytes);
}

bool IsNumber(Kind kind) {
  return kind == Kind::kInt64 || kind == Kind::kDecimal || kind == Kind::kDouble;
}

}  // namespace

bool AreComparable(Kind a, Kind b) { return a == b || (IsNumber(a) && IsNumber(b)); }

absl::string_view Describe(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return "a text";
    case Kind::kName:
      return "a resource name";
    case Kind::kEnum:
      return "one of a list of words";
    case Kind::kInt64:
      return "a whole number";
    case Kind::kBool:
      return "true or false";
    case Kind::kTimestamp:
      return "a time";
    case Kind::kDate:
      return "a date";
    case Kind::kDecimal:
    case Kind::kDouble:
      return "a number";
    case Kind::kDuration:
      return "a duration";
    case Kind::kMoney:
      return "an amount of money";
  }
  return "a field";
}

NameToId NameIn(std::string collection) {
  return
      [collection = std::move(collection)](absl::string_view name) -> absl::StatusOr<std::string> {
        if (absl::ConsumePrefix(&name, absl::StrCat(collection, "/"))) {
          if (const auto id = Uuid::Parse(name); id.ok()) return std::string(id->bytes());
        }
        return absl::InvalidArgumentError(
            absl::StrCat("expected a name like \"", collection, "/{uuid}\""));
      };
}

IdToName NameOf(std::string collection) {
  return [collection = std::move(collection)](absl::string_view bytes) -> std::string {
    const auto id = Uuid::FromBytes(bytes);
    return id.ok() ? absl::StrCat(collection, "/", id->ToString()) : "";
  };
}

Schema::Schema(std::vector<Field> fields, std::vector<std::string> open) : open_(std::move(open)) {
  for (Field& field : fields) {
    auto shared = std::make_shared<const Field>(std::move(field));
    fields_.emplace(shared->path, std::move(shared));
  }
}

absl::StatusOr<FieldPtr> Schema::Lookup(const std::vector<std::string>& path,
                                        const FieldResolver& resolver) const {
  if (path.size() >= 2 && resolver != nullptr) {
    const std::vector<std::string> above(path.begin(), path.end() - 1);
    if (IsOpen(above)) return FindOpen(SnakePath(above), path.back(), resolver);
  }
  const auto found = fields_.find(SnakePath(path));
  return found == fields_.end() ? nullptr : found->second;
}

absl::StatusOr<FieldPtr> Schema::Find(const std::vector<std::string>& path,
                                      const FieldResolver& resolver) const {
  GUANXI_ASSIGN_OR_RETURN(FieldPtr field, Lookup(path, resolver));
  if (field != nullptr) return field;
  const std::string name = absl::StrJoin(path, ".");
  return absl::InvalidArgumentError(absl::StrCat("field \"", Shorten(name),
                                                 "\" is not declared here; declared are ",
                                                 DeclaredPaths(Shorten(SnakePath(path)))));
}

absl::StatusOr<FieldPtr> Schema::FindOpen(const std::string& prefix, const std::string& key,
                                          const FieldResolver& resolver) const {
  const std::string path = absl::StrCat(prefix, ".", WriteKey(key));
  absl::StatusOr<Field> field = resolver(prefix, key);
  if (!field.ok()) {
    const bool of_the_key = field.status().code() == absl::StatusCode::kInvalidArgument ||
                            field.status().code() == absl::StatusCode::kNotFound;
    if (!of_the_key) return field.status();
    return absl::InvalidArgumentError(
        absl::StrCat("field \"", Shorten(path), "\": ", field.status().message()));
  }
  field->path = path;
  field->key = key;
  return std::make_shared<const Field>(*std::move(field));
}

bool Schema::IsOpen(const std::vector<std::string>& path) const {
  return std::find(open_.begin(), open_.end(), SnakePath(path)) != open_.end();
}

std::vector<FieldPtr> Schema::Fields() const {
  std::vector<FieldPtr> fields;
  for (const auto& [path, field] : fields_) fields.push_back(field);
  return fields;
}

std::vector<std::string> Schema::SortablePaths() const {
  std::vector<std::string> paths;
  for (const auto& [path, field] : fields_) {
    if (field->sortable) paths.push_back(path);
  }
  return paths;
}

std::string Schema::DeclaredPaths(absl::string_view wanted) const {
  std::vector<std::string> paths;
  for (const auto& [path, field] : fields_) paths.push_back(path);
  for (const std::string& name : open_) paths.push_back(absl::StrCat(name, ".{key}"));
  return absl::StrJoin(NearestFirst(std::move(paths), wanted), ", ");
}

}  // namespace guanxi::filter
