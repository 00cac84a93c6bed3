// What capture forms ask.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the form.
#ifndef GUANXI_LEAD_SVC_FORM_RULES_H_
#define GUANXI_LEAD_SVC_FORM_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/lead/v1/capture_form.pb.h"

namespace guanxi::lead {

// Also sets what follows: `consent_version` from `consent_text`.
void NormalizeCaptureForm(v1::CaptureForm* form, Violations* violations);
void CheckCaptureForm(const v1::CaptureForm& next, Violations* violations);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_FORM_RULES_H_
