// Writes values that rules state as texts into fields of records.
#ifndef GUANXI_WORKFLOW_SVC_RULES_FIELD_WRITER_H_
#define GUANXI_WORKFLOW_SVC_RULES_FIELD_WRITER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::workflow {

// A field that rules can write: of a text, a word, a number, a truth value, a time, a date, an
// amount, or a list of texts. Immutable, thus thread-safe.
class FieldWriter {
 public:
  // INVALID_ARGUMENT without details: the path is not in the message, is OUTPUT_ONLY, the name or,
  // unless the record is being made, IMMUTABLE, or of a type that no text stands for.
  static absl::StatusOr<FieldWriter> Bind(const google::protobuf::Descriptor* descriptor,
                                          absl::string_view path, bool is_made = false);

  // Sets the field to what `text` says: as conditions write values, without quotes; of a list one
  // on a line. INVALID_ARGUMENT without details says what was expected.
  absl::Status Set(absl::string_view text, google::protobuf::Message* message) const;
  // Whether the field is a text, or a list of texts.
  bool is_text() const { return path_.back()->cpp_type() == FieldDescriptor::CPPTYPE_STRING; }
  bool is_list() const { return path_.back()->is_repeated(); }

 private:
  using FieldDescriptor = google::protobuf::FieldDescriptor;
  absl::Status SetScalar(absl::string_view text, google::protobuf::Message* holder) const;
  absl::Status SetMessage(absl::string_view text, google::protobuf::Message* value) const;
  void SetLines(absl::string_view text, google::protobuf::Message* holder) const;

  std::vector<const FieldDescriptor*> path_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_FIELD_WRITER_H_
