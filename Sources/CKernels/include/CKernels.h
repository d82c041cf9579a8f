#pragma once
#include "model_kernels.h"
