// Every family of poolings in a program that is compiled ahead of time: one file, no runtime beside it, nothing compiled when it starts.
// Publish it:  dotnet publish samples/NativeAot -r linux-x64
using System.Numerics;
using System.Numerics.Tensors;
using Cenote;

// Windows, forward and backward, in both layouts.
foreach (TensorLayout layout in (TensorLayout[])[TensorLayout.Nchw, TensorLayout.Nhwc])
{
    Tensor<float> images = layout == TensorLayout.Nchw ? Ramp<float>(2, 3, 8, 8) : Ramp<float>(2, 8, 8, 3);
    MaxPool2d max = new(kernelSize: 3, stride: 2, padding: 1, layout: layout);
    (Tensor<float> y, Tensor<long> indices) = max.ForwardWithIndices(images);
    Show($"max {layout}", y, max.Backward(y, indices, images.Lengths));
    Show($"unpool {layout}", new MaxUnpool2d(3, stride: 2, padding: 1, layout: layout).Forward(y, indices, outputSize: 8));

    AvgPool2d average = new(kernelSize: 3, stride: 2, padding: 1, layout: layout);
    Show($"avg {layout}", average.Forward(images), average.Backward(average.Forward(images), images.Lengths));

    GeMPool2d mean = new(kernelSize: 3, padding: Padding.Same, layout: layout);
    Show($"gem {layout}", mean.Forward(images), mean.Backward(images, mean.Forward(images)));

    StochasticPool2d stochastic = new(kernelSize: 2, layout: layout);
    (Tensor<float> drawn, Tensor<long> where) = stochastic.Sample(images, seed: 7);
    Show($"drawn {layout}", drawn);
    Console.WriteLine($"  at {string.Join(' ', where.ToArray().Take(8))}");
}

// Three axes in double, and the small types.
LpPool3d norm = new(normType: 2, kernelSize: 2);
Tensor<double> volume = Ramp<double>(1, 2, 4, 4, 4);
Show("lp", norm.Forward(volume), norm.Backward(volume, norm.Forward(volume)));
Show("max of Half", new MaxPool2d(2).Forward(Ramp<Half>(1, 1, 4, 4)));
Show("max of byte", new MaxPool2d(2, layout: TensorLayout.Nhwc).Forward(Tensor.Create<byte>([0, 255, 7, 9, 30, 40, 50, 60], [2, 2, 2])));

// Sets: attention, capsules, sequences under a mask.
Tensor<float> bag = Ramp<float>(2, 4, 3), v = Ramp<float>(5, 3), w = Ramp<float>(5), u = Ramp<float>(5, 3);
AttentionPool attention = new();
(Tensor<float> attended, Tensor<float> weights) = attention.Forward(bag, v, w, u);
AttentionGradients<float> gradients = attention.Backward(attended, bag, v, w, u);
Show("attention", attended, weights, gradients.Input, gradients.V, gradients.W, gradients.U!);

CapsuleRouting routing = new(iterations: 3);
Tensor<float> predictions = Ramp<float>(2, 4, 3, 5);
(Tensor<float> capsules, Tensor<float> coupling) = routing.Forward(predictions);
Show("capsules", capsules, coupling, routing.Backward(capsules, predictions));

Tensor<bool> mask = Tensor.Create([true, true, false, false, true, true, true, false], [2, 4]);
Show("sequence", new SequenceMeanPool().Forward(bag, mask), new SequenceMaxPool().ForwardWithIndices(bag, mask).Output);

// The catalogue: whatever pools images, by its name.
foreach (PoolingOperator pooling in OperatorCatalogue.All.Where(o => o.ForImages is not null))
    Show(pooling.Name, pooling.ForImages!(new PoolingSettings { Seed = 7 }).Pool(Ramp<float>(2, 3, 8, 8), batch: 1));

Console.WriteLine($"{OperatorCatalogue.All.Count} poolings; {OperatorCatalogue.Find("lse")!.Formula}");

// Numbers from 0 to 1 in no order, no two alike among the first 997.
static Tensor<T> Ramp<T>(params ReadOnlySpan<nint> shape)
    where T : unmanaged, INumber<T>
{
    T[] elements = new T[(int)TensorPrimitives.Product(shape)];
    for (int i = 0; i < elements.Length; i++)
        elements[i] = T.CreateTruncating((i * 389 + 1) % 997 / 997.0);

    return Tensor.Create(elements, shape);
}

// A shape and a sum of each. Rounded: exponentials differ in their last bits from one processor and compiler to another.
static void Show<T>(string name, params ReadOnlySpan<Tensor<T>> tensors)
    where T : unmanaged, INumber<T>
{
    Console.Write(name);
    foreach (Tensor<T> tensor in tensors)
        Console.Write($"  [{string.Join(", ", tensor.Lengths.ToArray())}] {tensor.ToArray().Sum(x => double.CreateTruncating(x)):F3}");

    Console.WriteLine();
}
