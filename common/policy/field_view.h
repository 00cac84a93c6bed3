// What one caller sees of the fields of one kind of resource, and may write to them.
#ifndef GUANXI_COMMON_POLICY_FIELD_VIEW_H_
#define GUANXI_COMMON_POLICY_FIELD_VIEW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/policy/rights.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::policy {

// How many levels of messages inside a resource policies are about.
inline constexpr int kMaxFieldDepth = 8;

// Compiled once for those with the same rights, from the descriptor: a field that is added tomorrow
// is masked by its class of personal data without a line. Immutable, thus thread-safe.
class FieldView {
 public:
  // `resource` is a message with google.api.resource.
  FieldView(const google::protobuf::Descriptor* resource, const Rights& rights);

  // Whether everything is seen and written.
  bool is_open() const { return fields_.empty(); }

  // Of the field at `path` (`person.birth_date`, `custom.area`): what it, or the nearest one around
  // it, allows.
  FieldAccess AccessTo(absl::string_view path) const;

  // What it takes of which fields, the same for views that take the same.
  std::string Text() const;

  // Whether values of the field at `path` can be found by trying: it is masked, and holds what
  // identifies somebody and has few digits, letters or days to go through. Names, postal addresses
  // and notes have not: there is nothing to count through.
  bool CanBeTried(absl::string_view path) const;

  // The one way out: hidden fields are gone, masked ones show their mask.
  void Present(google::protobuf::Message* message) const;
  // The same of hidden fields alone: for who is shown on purpose what is masked.
  void DropHidden(google::protobuf::Message* message) const;

  // What a write states, before it is compared with anything: that nothing hidden is among it. Else
  // whoever guesses would be told when he is right.
  //   PERMISSION_DENIED  FIELD_NOT_ALLOWED  `stated` has hidden fields, which the metadata name
  absl::Status CheckStated(const google::protobuf::Message& stated) const;

  // Whether it has masked fields in full: what the service makes of such a text may be what is
  // stored, whatever stands around it. Of what is to replace `old` those texts alone are masks that
  // were shown of it; where that is not known (null), those that are their own masks.
  bool RestatesMasked(const google::protobuf::Message& stated,
                      const google::protobuf::Message* old = nullptr) const;
  // The same of fields whose values can be tried. Where such a write changes nothing, or nothing
  // but a check was asked for, the answer tells whether a guess was right: it counts as a look-up.
  bool Guesses(const google::protobuf::Message& stated, const google::protobuf::Message& old) const;

  // The one way in. `next` is to replace `old`, which is null for a new one. What of `next` is only
  // what Present left of `old`, because it was read so and sent back, becomes what `old` has.
  // In a list each entry that is masked stands for the stored one that looks the same, in order.
  // What is OUTPUT_ONLY nobody sends: a method that takes it away takes it away, or is refused.
  //   PERMISSION_DENIED  FIELD_NOT_ALLOWED  `next` changes hidden or read-only fields, which the
  //                                         metadata name
  //   INVALID_ARGUMENT   INVALID_FIELD      of several entries of a list that look alike not all
  //                                         came back, or more
  absl::Status Admit(const google::protobuf::Message* old, google::protobuf::Message* next) const;

 private:
  // A field that is not open, or that has such inside; or an entry of a map.
  struct Node {
    const google::protobuf::FieldDescriptor* field;
    std::string path;
    FieldAccess access;
    metadata::v1::PersonalData data;
    std::vector<Node> children;
    std::string key = {};  // of an entry; `field` is the map
    // Of the resource itself, and written by the service alone: what differs is what a method does.
    bool is_output = false;
    // A copy that callers cannot write: what it is a copy of decides about writes.
    bool is_derived = false;
  };

  // Why a write is not let in.
  struct Refused {
    std::vector<std::string> paths;    // that may not be written
    std::vector<std::string> unclear;  // lists of masks, of which some are missing
  };

  static std::vector<Node> Compile(const google::protobuf::Descriptor* message,
                                   const std::string& prefix, const FieldPlace& resource,
                                   const Rights& rights, int depth);
  static std::vector<Node> CompileEntries(const Node& map, const FieldPlace& place,
                                          const Rights& rights);
  static void AddText(const std::vector<Node>& nodes, std::string* text);
  enum class Masks { kPut, kLeftOut };
  static void Present(const std::vector<Node>& nodes, google::protobuf::Message* message,
                      Masks masks = Masks::kPut);
  static void PresentEntries(const Node& map, google::protobuf::Message* message, Masks masks);
  // The nodes on the way to `path`, as far as there are any.
  std::vector<const Node*> NodesTo(absl::string_view path) const;
  static bool CanBeTried(const Node& node);
  // What was shown where `stated` stands: of a list all entries. Null: it is not known.
  using Shown = std::vector<const google::protobuf::Message*>;
  enum class Which { kAll, kTried };
  static bool RestatesMasked(const std::vector<Node>& nodes,
                             const google::protobuf::Message& stated, const Shown* shown,
                             Which which);
  static bool RestatesHere(const Node& node, const google::protobuf::Message& stated,
                           const Shown* shown);
  bool Restates(const google::protobuf::Message& stated, const google::protobuf::Message* old,
                Which which) const;
  static void FindHidden(const std::vector<Node>& nodes, const google::protobuf::Message& stated,
                         std::vector<std::string>* found);
  static void Admit(const std::vector<Node>& nodes, const google::protobuf::Message* old,
                    google::protobuf::Message* next, Refused* refused);
  static void AdmitEntries(const Node& map, const google::protobuf::Message* old,
                           google::protobuf::Message* next, Refused* refused);
  static void RestoreEntry(const Node& node, const std::string& key,
                           const google::protobuf::Message& old, google::protobuf::Message* next);
  static void AdmitEntry(const Node& node, const google::protobuf::Message* old,
                         google::protobuf::Message* next, Refused* refused);
  static void AdmitMasked(const Node& node, const google::protobuf::Message& old,
                          google::protobuf::Message* next, Refused* refused);
  static void AdmitTexts(const Node& node, const google::protobuf::Message& old,
                         const google::protobuf::Message& shown, google::protobuf::Message* next,
                         Refused* refused);
  static void AdmitInside(const Node& node, const google::protobuf::Message* old,
                          google::protobuf::Message* next, Refused* refused);

  static void AdmitList(const Node& node, const google::protobuf::Message* old,
                        google::protobuf::Message* next, Refused* refused);

  std::vector<Node> fields_;
};

// FIELD_NOT_ALLOWED, with these paths and what the caller may not do with them ("write"); OK if
// there are none.
absl::Status FieldsRefused(const std::vector<std::string>& paths, absl::string_view deed = "write");

// Presents every resource in an answer, wherever it lies, whatever the method: the choke point of
// the pipeline. Costs nothing for those who see everything.
void PresentAnswer(const Rights& rights, google::protobuf::Message* answer);

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_FIELD_VIEW_H_
