using System.Numerics.Tensors;
using Cenote;

Tensor<float> images = Tensor.CreateFromShape<float>([64, 3, 32, 32]);      // N, C, H, W
Tensor.FillUniformDistribution<float>(images);

var pool = new MaxPool2d(kernelSize: 3, stride: 2, padding: 1);
Tensor<float> output = pool.Forward(images);                                // [64, 3, 16, 16]

// No autograd: Backward is called by hand. This is the gradient of sum(y * y) / 2, whose dy is y.
var (y, indices) = pool.ForwardWithIndices(images);                         // indices as PyTorch's, in any layout
Tensor<float> gradient = pool.Backward(y, indices, images.Lengths);

float[] map = [1, 3, 2, 4, 5, 2, 7, 1, 3, 8, 4, 2, 6, 1, 5, 9];
float[] means = new float[4];
new AvgPool2d(kernelSize: 2).Forward<float>(map, [1, 4, 4], means);         // plain spans; nothing else is allocated

Console.WriteLine($"{pool}: [{string.Join(", ", output.Lengths.ToArray())}], means {string.Join(", ", means)}");
