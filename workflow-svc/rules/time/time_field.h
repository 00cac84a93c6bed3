// The field of a record that tells a time: a TimeTrigger's.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_FIELD_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_FIELD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/filter/message_field.h"
#include "common/filter/schema.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::workflow {

// A time, or a date whose year may not be known.
struct ToldTime {
  bool is_date = false;
  absl::Time time;  // unless it is a date
  int year = 0;     // of a date; 0: not known
  int month = 0;    // 1 to 12
  int day = 0;      // 1 to 31, one that there is in a leap year
};

// Whether the field is a date: custom fields are what each company has made them.
enum class Tells { kTime, kDate, kEither };

// Immutable, thus thread-safe.
class TimeField {
 public:
  // `path` is one of a google.protobuf.Timestamp or google.type.Date, declared filterable or not,
  // or of an entry of a map of custom values, which are texts: `custom.renewal`. `descriptor` must
  // outlive it. INVALID_ARGUMENT: the text says what was expected.
  static absl::StatusOr<TimeField> Find(absl::string_view path,
                                        const google::protobuf::Descriptor* descriptor);

  // Nothing if the record has no value, or a date without a month or day.
  std::optional<ToldTime> Read(const google::protobuf::Message& record) const;

  const std::string& path() const { return path_; }
  Tells tells() const { return tells_; }

 private:
  explicit TimeField(std::string path) : path_(std::move(path)) {}

  absl::Status AddReader(filter::Kind kind, absl::string_view key,
                         const google::protobuf::Descriptor* descriptor);
  std::optional<ToldTime> ReadDate(const google::protobuf::Message& record) const;

  std::string path_;
  Tells tells_ = Tells::kTime;
  // Of times, and of custom fields, of which the first that can reads the value.
  std::vector<filter::MessageField> readers_;
  // To a google.type.Date, whose year may be missing.
  std::vector<const google::protobuf::FieldDescriptor*> steps_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_FIELD_H_
