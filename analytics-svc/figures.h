// Adds the services that reckon figures to the process: questions, reports, pictures.
#ifndef GUANXI_ANALYTICS_SVC_FIGURES_H_
#define GUANXI_ANALYTICS_SVC_FIGURES_H_

#include <string>

#include "analytics-svc/answering.h"
#include "analytics-svc/facts/fact_service.h"
#include "analytics-svc/reports/chart_service.h"
#include "analytics-svc/semantic/questioner.h"
#include "common/service/services.h"

namespace guanxi::analytics {

// What puts questions, and what draws, for others who have some.
struct Figures {
  const Questioner* questioner;
  const ChartServiceImpl* charts;
};

// `answering` and `facts`, which says how fresh figures are, live as long as what is `made`.
// `export_folder`: where the engine writes files; "": it writes none. `customer_svc`: the gRPC
// target of customer-svc, where customers are tagged.
Figures ServeFigures(const service::Parts& parts, const Answering& answering,
                     FactServiceImpl* facts, const std::string& export_folder,
                     const std::string& customer_svc, service::Services* made);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FIGURES_H_
