#include "common/foreign/kinds.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/base/uuid.h"
#include "google/api/resource.pb.h"

namespace guanxi::foreign {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// The kind that the method returns many of; without a method if that is none.
Kind KindReadBy(const MethodDescriptor& method) {
  Kind kind;
  const Descriptor& answer = *method.output_type();
  const FieldDescriptor* const records = answer.field_count() == 1 ? answer.field(0) : nullptr;
  if (!absl::StartsWith(method.name(), "BatchGet") || records == nullptr ||
      !records->is_repeated() || records->message_type() == nullptr) {
    return kind;
  }
  const auto& rules = records->message_type()->options().GetExtension(google::api::resource);
  if (rules.pattern_size() == 0) return kind;
  const std::vector<std::string> parts = absl::StrSplit(rules.pattern(0), '/');
  for (size_t i = 0; i < parts.size(); i += 2) kind.collections.push_back(parts[i]);
  kind.type = rules.type();
  kind.batch_get = &method;
  kind.records = records;
  return kind;
}

bool IsNameOf(const Kind& kind, absl::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != 2 * kind.collections.size()) return false;
  for (size_t i = 0; i < kind.collections.size(); ++i) {
    const auto id = Uuid::Parse(parts[2 * i + 1]);
    if (parts[2 * i] != kind.collections[i] || !id.ok()) return false;
  }
  return true;
}

}  // namespace

std::vector<Kind> KindsOf(const std::string& service,
                          const std::vector<const FileDescriptor*>& files) {
  std::vector<Kind> kinds;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        Kind kind = KindReadBy(*file->service(i)->method(k));
        kind.service = service;
        if (kind.batch_get != nullptr) kinds.push_back(std::move(kind));
      }
    }
  }
  return kinds;
}

const Kind* FindKind(const std::vector<Kind>& kinds, absl::string_view name) {
  for (const Kind& kind : kinds) {
    if (IsNameOf(kind, name)) return &kind;
  }
  return nullptr;
}

}  // namespace guanxi::foreign
