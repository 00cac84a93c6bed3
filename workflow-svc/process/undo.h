// Going back: what is undone, and what comes straight back. For the parts of the step alone.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_UNDO_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_UNDO_H_

#include <cstdint>

#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// The last approve or handle node that lies before `node`, was gone through and asked somebody; the
// start if there is none.
const ModelNode* PreviousNode(Run* run, const ModelNode& node);

// Whether it is a start, approve or handle node that lies before `node` and was gone through.
bool CanReturnTo(Run* run, const ModelNode& node, const ModelNode& target);

// Undoes all that lies behind `target`, which was gone through, and enters it again. With
// `straight_back` what was undone comes back once the target is done, unless something that was
// read in it has changed.
void SendBack(Run* run, const ModelNode& target, bool straight_back);

// The pass was left: what is to come straight back then, comes. Whether there was anything.
bool ComeStraightBack(Run* run, int64_t pass);

// Whether a person has decided, or something was set off, behind the node.
bool HasActedBehind(Run* run, const ModelNode& node);

// Undoes all that lies behind a pass that was left, and opens it again as it was; the tasks that
// were not needed any more wait. Settle is to follow.
void Reopen(Run* run, int64_t pass);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_UNDO_H_
