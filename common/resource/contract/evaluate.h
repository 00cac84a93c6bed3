// Filters and orders of lists, evaluated over records in memory.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_EVALUATE_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_EVALUATE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/filter/message_field.h"
#include "common/filter/message_matcher.h"
#include "common/filter/moment.h"
#include "common/resource/contract/subject.h"

namespace guanxi::contract {

// A filter over the subject's records, at the moment at which it was compiled.
class FilterInMemory {
 public:
  // Errors: those of filter::Compile.
  static absl::StatusOr<FilterInMemory> Compile(const Subject& subject, const std::string& text);

  bool Holds(const Dynamic& record) const;

 private:
  FilterInMemory(filter::MessageMatcher matcher, filter::Moment moment)
      : matcher_(std::move(matcher)), moment_(std::move(moment)) {}

  filter::MessageMatcher matcher_;
  filter::Moment moment_;
};

// A field that filters and orders may name: "owner", "external_ids.erp", "custom.area".
class FieldInMemory {
 public:
  static absl::StatusOr<FieldInMemory> Find(const Subject& subject, const std::string& path);

  const filter::Field& field() const { return *field_; }
  filter::Values Of(const Dynamic& record) const;
  // What it has in the records, each once, as the filter language writes it; at most `limit`.
  std::vector<std::string> Texts(const std::vector<Dynamic>& records, size_t limit) const;

 private:
  FieldInMemory(filter::FieldPtr field, filter::MessageField reader,
                const google::protobuf::FieldDescriptor* name)
      : field_(std::move(field)), reader_(std::move(reader)), name_(name) {}

  filter::FieldPtr field_;
  filter::MessageField reader_;
  // The resource's own field, if it holds names: their literals are ids alone.
  const google::protobuf::FieldDescriptor* name_;
};

// The paths of all fields that filters may name but those behind open ones.
std::vector<std::string> FilterPaths(const Subject& subject);

// The order of a list by one field, then by id; by id alone if the field is `name`.
class OrderInMemory {
 public:
  OrderInMemory(const Subject& subject, const std::string& path, bool descending);

  // Whether `a` may stand before `b`: what has no order of its own, such as amounts of two
  // currencies, may stand either way.
  bool MayPrecede(const Dynamic& a, const Dynamic& b) const;

 private:
  // Negative, zero or positive; nothing if there is no order between them. Missing comes first.
  std::optional<int> Compare(const Dynamic& a, const Dynamic& b) const;

  const bool descending_;
  std::optional<FieldInMemory> field_;  // none: by id
  bool collated_ = false;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_EVALUATE_H_
