// Notes what is wrong with the form of a model, while it is walked.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_FORM_CHECKER_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_FORM_CHECKER_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/duration.pb.h"
#include "guanxi/workflow/v1/process_model.pb.h"
#include "workflow-svc/process/content.h"
#include "workflow-svc/process/model_form.h"

namespace guanxi::workflow {

// Where faults are: a node, branch or boundary and its path in the model.
struct FormPlace {
  std::string node;
  std::string path;
};

// Not thread-safe. The model must outlive it.
class FormFaults {
 public:
  // `path` is relative to the place.
  void Add(const FormPlace& place, absl::string_view path, absl::string_view code,
           absl::string_view message);
  // Of what is missing yet.
  void Missing(const FormPlace& place, absl::string_view path, absl::string_view code,
               absl::string_view message);
  // An id of its own among nodes, branches.
  void CheckId(const FormPlace& place, const std::string& id, std::set<std::string>* taken);
  void CheckBounds(const FormPlace& place, absl::string_view path, int value, int least, int most);
  // 1 minute to 366 days, in whole seconds.
  void CheckDuration(const FormPlace& place, absl::string_view path,
                     const google::protobuf::Duration& duration);
  void CheckName(const FormPlace& place, absl::string_view path, absl::string_view collection,
                 const std::string& name);

  std::vector<FormFault> Take() { return std::move(faults_); }

 private:
  std::vector<FormFault> faults_;
};

// The people's part of an approve or handle node, at `kind` ("approve") of its place.
void CheckWorkForm(const FormPlace& place, absl::string_view kind, const v1::ProcessWork& work,
                   const ContentSchema& content, FormFaults* faults);

// The fields of the content.
void CheckFieldsForm(const v1::ProcessModel& model, FormFaults* faults);

// What says until when, at `path` of the place.
void CheckDelayForm(const FormPlace& place, const std::string& path, const v1::ProcessDelay& delay,
                    const ContentSchema& content, FormFaults* faults);

// People at `path` of the place.
void CheckPeopleForm(const FormPlace& place, const std::string& path,
                     const google::protobuf::RepeatedPtrField<v1::ProcessPeople>& people,
                     const ContentSchema& content, FormFaults* faults);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_FORM_CHECKER_H_
