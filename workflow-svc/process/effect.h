// What a step wants done besides its new state.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_EFFECT_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_EFFECT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "workflow-svc/process/command.h"

namespace guanxi::workflow {

// Which members are set is said of each kind.
struct Effect {
  enum class Kind {
    // `users` get a copy in `node`.
    kCopy,
    // `users` are reminded of `task`, since its time runs out.
    kRemind,
    // `users` are asked by the initiator to go on.
    kUrge,
    // The actions of the trigger `node` are to be done; TriggerDone of `pass` if it waits.
    kTrigger,
    // A process of `definition` is to be started with `content` for `node`; SubProcessDone of
    // `pass` if it waits.
    kStartSub,
    // That process is not waited for any more: it is to be terminated.
    kCancelSub,
    // Fields with a `subject_path` were written: `content` (empty values are cleared).
    kWriteSubject,
    // It stands in `node` with an incident: `code`.
    kIncident,
    // It was to come straight back from `node`, but `code` (a field) has changed, or (a boundary)
    // has led elsewhere: it runs again.
    kRunsAgain,
    // It has ended: the state's phase.
    kFinished,
  };

  Kind kind;
  std::string node = {};
  int64_t pass = 0;
  int64_t task = 0;
  std::vector<std::string> users = {};
  std::string code = {};
  std::string definition = {};
  ProcessContent content = {};
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_EFFECT_H_
