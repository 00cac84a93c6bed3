// Normal form and checks of pipelines and stages.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_LEAD_SVC_STAGE_RULES_H_
#define GUANXI_LEAD_SVC_STAGE_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/lead/v1/pipeline.pb.h"
#include "guanxi/lead/v1/stage.pb.h"

namespace guanxi::lead {

void NormalizePipeline(v1::Pipeline* pipeline, Violations* violations);

void NormalizeStage(v1::Stage* stage, Violations* violations);
void CheckStage(const v1::Stage& next, Violations* violations);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_STAGE_RULES_H_
