#pragma once
#include "model_kernels.h"
#include "train.h"
