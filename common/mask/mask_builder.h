// Builds the tree of a mask, and judges what an update may write.
#ifndef GUANXI_COMMON_MASK_MASK_BUILDER_H_
#define GUANXI_COMMON_MASK_MASK_BUILDER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/mask/mask.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::mask {

// The steps of a path: fields, and perhaps a key of a map, without backticks. The error's text says
// what is wrong with the path.
absl::StatusOr<std::vector<std::string>> SplitPath(absl::string_view path);
// The key as it stands in a path.
std::string QuoteKey(absl::string_view key);

class MaskBuilder {
 public:
  // Of a read, if `rules` is null: then no field is left out. `rules` must
  // outlive the builder.
  explicit MaskBuilder(const UpdateRules* rules) : rules_(rules) {}

  // Adds `path` to the tree, unless a field on it is to be left out. The error's
  // text says what is wrong with the path.
  absl::Status Add(const google::protobuf::Descriptor& root, const std::string& path,
                   std::vector<MaskNode>* nodes) const;

  // All fields of `type` that may be written.
  std::vector<MaskNode> All(const google::protobuf::Descriptor& type) const {
    return AllWithin(type, {});
  }

  // All fields that `message` has and that may be written, down to its values.
  std::vector<MaskNode> Populated(const google::protobuf::Message& message) const;

 private:
  // The types around the one at hand: a recursive type ends where it meets itself.
  using Types = std::vector<const google::protobuf::Descriptor*>;

  // What an update says to a path that names `field`.
  absl::Status CheckNamed(absl::string_view path,
                          const google::protobuf::FieldDescriptor& field) const;
  bool IsLeftOut(const google::protobuf::FieldDescriptor& field) const;
  // Whether some field of `type`, or below it, is to be left out.
  bool IsPartlyLeftOut(const google::protobuf::Descriptor& type, Types outer) const;
  std::vector<MaskNode> AllWithin(const google::protobuf::Descriptor& type, Types outer) const;
  // Adds the field as a whole, or else those parts of it that may be written.
  void AddWhole(const google::protobuf::FieldDescriptor& field, const Types& outer,
                std::vector<MaskNode>* nodes) const;

  const UpdateRules* const rules_;
};

}  // namespace guanxi::mask

#endif  // GUANXI_COMMON_MASK_MASK_BUILDER_H_
