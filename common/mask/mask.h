// Field masks: what an update writes (AIP-134) and what a read returns (AIP-157).
#ifndef GUANXI_COMMON_MASK_MASK_H_
#define GUANXI_COMMON_MASK_MASK_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace guanxi::mask {

// What an update may not write.
struct UpdateRules {
  // A path that names an OUTPUT_ONLY field: refused, or else skipped (AIP-161),
  // so that a client may send the mask that it reads with. A mask of such paths
  // alone is refused: the update would do nothing, and nobody would know.
  bool refuse_output_only = false;
  // The same for IMMUTABLE and IDENTIFIER fields.
  bool refuse_immutable = true;
};

// A masked field: as a whole, or in the parts that `children` or (of a map) `keys` list.
struct MaskNode {
  const google::protobuf::FieldDescriptor* field;
  std::vector<MaskNode> children;
  std::vector<std::string> keys;

  bool whole() const { return children.empty() && keys.empty(); }
};

// A checked mask over one message type: a tree of its fields.
//
// Messages of google.* (times, dates, money) and repeated fields are values: a
// mask names them whole and replaces them whole. A map with text keys is named
// whole, or by key: `external_ids.erp`; a key with a dot or a backtick stands in
// backticks, a backtick in it is doubled (AIP-161). Paths are in snake_case or
// lowerCamelCase, keys as they are. Immutable, thus thread-safe.
class Mask {
 public:
  // For an update with `resource`. No paths stand for all populated fields of
  // `resource`, `*` for all fields of its type. Fields that an update may not
  // write are left out, wherever they lie; naming one may be an error, see
  // `rules`. Errors: INVALID_ARGUMENT, reason INVALID_FIELD_MASK, on
  // `update_mask`; the text names every bad path. A mask has at most 256 paths.
  static absl::StatusOr<Mask> ForUpdate(const google::protobuf::FieldMask& update_mask,
                                        const google::protobuf::Message& resource,
                                        const UpdateRules& rules = {});

  // For a read of messages of `type`. No paths and `*` stand for everything.
  // Errors as above, on `read_mask`.
  static absl::StatusOr<Mask> ForRead(const google::protobuf::FieldMask& read_mask,
                                      const google::protobuf::Descriptor& type);

  // Copies the masked fields of `from` to `to`; a masked field or key that `from`
  // lacks is cleared in `to`. Both are of the mask's type.
  void Apply(const google::protobuf::Message& from, google::protobuf::Message* to) const;

  // Clears all that the mask does not name, unknown fields too.
  void Prune(google::protobuf::Message* message) const;

  // Whether the field at `path` (snake_case), or a part of it, is masked.
  bool Touches(absl::string_view path) const;

  // Whether the top-level field is masked as a whole.
  bool Covers(absl::string_view field) const;

  // The masked fields in snake_case, by field number.
  std::vector<std::string> Paths() const;

 private:
  explicit Mask(std::vector<MaskNode> fields) : fields_(std::move(fields)) {}

  static void ApplyTo(const std::vector<MaskNode>& nodes, const google::protobuf::Message& from,
                      google::protobuf::Message* to);
  static void PruneTo(const std::vector<MaskNode>& nodes, google::protobuf::Message* message);
  static void AddPaths(const std::vector<MaskNode>& nodes, const std::string& prefix,
                       std::vector<std::string>* paths);

  std::vector<MaskNode> fields_;
};

}  // namespace guanxi::mask

#endif  // GUANXI_COMMON_MASK_MASK_H_
