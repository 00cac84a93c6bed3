// How the records of one type become facts.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_SOURCE_H_
#define GUANXI_ANALYTICS_SVC_FACTS_SOURCE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analytics-svc/facts/column_reader.h"
#include "analytics-svc/facts/record.h"
#include "analytics-svc/facts/tables.h"
#include "google/protobuf/message.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::analytics {

// Rows of a table of parts, out of one field of a record.
struct PartsMaker {
  const Table* table = nullptr;
  std::string field;  // of the message, at its top
  std::function<std::vector<PartValues>(const google::protobuf::Message&)> make;
};

struct SourceSpec {
  std::string service;  // "customer-svc"
  std::string type;     // in events: "customer"
  const google::protobuf::Message* prototype = nullptr;
  const Table* table = nullptr;
  const Table* above = nullptr;  // that of the records above; null: none, or none that matters
  std::vector<PartsMaker> parts = {};
  // Of interactions: the collection of those above, and whether they are customers.
  std::string subject_type = "";
  bool above_is_customer = false;
};

// Immutable, thus thread-safe. Pure: no I/O.
class Source {
 public:
  explicit Source(SourceSpec spec);

  const SourceSpec& spec() const { return spec_; }
  const Table& table() const { return *spec_.table; }
  // Whether events say what changed; else (History KEYS) records have to be read.
  bool keeps_values() const { return keeps_values_; }
  // Whether an event may change anything here.
  bool Concerns(const event::v1::LogEvent& event) const;

  enum class Outcome {
    kFolded,
    kKnown,    // the record says it already
    kMissing,  // an event before it is missing: nothing was changed
  };
  // Takes over what one event of the type says; values must be kept. DATA_LOSS if its message is
  // none.
  absl::StatusOr<Outcome> Fold(const event::v1::LogEvent& event, Record* record) const;

  // Takes over a whole record, as LogService.ReadRecords tells of one, unless its version is known.
  // DATA_LOSS if its message is none.
  absl::Status TakeWhole(const event::v1::LogEvent& whole, Record* record) const;
  // Takes over that it is gone for good: its last event is all that there is.
  void TakeGone(const event::v1::LogEvent& event, Record* record) const;
  // Takes over below which record it lies; nothing from an event that does not say so.
  void TakeAbove(const event::v1::LogEvent& event, Record* record) const;

 private:
  using Message = google::protobuf::Message;

  absl::StatusOr<std::unique_ptr<Message>> Parse(const std::string& body,
                                                 const std::string& personal) const;
  // Reads the columns, all or those of fields that the event names.
  void TakeValues(const event::v1::LogEvent& event, const Message& message, bool all,
                  Record* record) const;
  void TakeParts(const event::v1::LogEvent& event, const Message& message, bool all,
                 Record* record) const;
  // Ends a version and begins another if what is tracked differs from `before`.
  void TakeVersion(const event::v1::LogEvent& event, const std::vector<db::Value>& before,
                   Record* record) const;
  PartValues VersionRow(int64_t version, const db::Value& from, const db::Value& to,
                        const std::vector<db::Value>& values) const;

  const SourceSpec spec_;
  bool keeps_values_ = true;
  bool erases_ = false;                                   // deleted records leave their table
  bool has_projected_ = false;                            // a column depends on a projected field
  std::vector<std::pair<size_t, ColumnReader>> readers_;  // by column
  std::vector<std::pair<size_t, size_t>> tracked_;        // column here, and in `versions`
};

// Those of a service, "customer-svc"; they live for ever.
const std::vector<const Source*>& SourcesOf(const std::string& service);
// All.
const std::vector<const Source*>& Sources();
// The services that facts are from, in the order of the list of services.
const std::vector<std::string>& FactServices();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_SOURCE_H_
