// Trains a small network with stochastic pooling, which draws an element of each window by its value: a regulariser, like dropout.
// Run it with the folder that holds CIFAR-10's binary files, and the number of epochs:  dotnet run --project samples/Training -- FOLDER 2
// Where TorchSharp does not load (Debian 12, Ubuntu 22.04), first:  export LD_LIBRARY_PATH=$(eng/libtorch-runtime.sh ~/.cache/cenote/libstdc++)
using Cenote.Data;
using Cenote.Torch;
using TorchSharp;
using static TorchSharp.torch;

if (args is not [string folder, string count] || !int.TryParse(count, out int epochs) || epochs < 1 || !Directory.Exists(folder))
{
    Console.Error.WriteLine("Training needs two arguments: the folder of CIFAR-10's binary files, and a number of epochs, at least 1.");
    return 2;
}

manual_seed(1);
using var train = new Cifar10(folder, train: true);
using var test = new Cifar10(folder, train: false);

// Cenote's modules stand where TorchSharp's own would: nn.MaxPool2d(3, 2, 1) has become Pooling.StochasticPool2d(3, 2, 1).
var model = nn.Sequential(
    nn.Conv2d(3, 32, 3, padding: 1), nn.BatchNorm2d(32), nn.ReLU(), Pooling.StochasticPool2d(3, stride: 2, padding: 1),
    nn.Conv2d(32, 64, 3, padding: 1), nn.BatchNorm2d(64), nn.ReLU(), Pooling.StochasticPool2d(3, stride: 2, padding: 1),
    Pooling.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10));
var optimiser = optim.Adam(model.parameters(), 1e-3);

for (int epoch = 1; epoch <= epochs; epoch++)
{
    double loss = 0;
    int batches = 0;
    model.train();
    foreach (var (images, labels) in new DataLoader(train, batchSize: 64, shuffle: true, seed: (ulong)epoch))
    {
        using var scope = NewDisposeScope();
        optimiser.zero_grad();
        var error = nn.functional.cross_entropy(model.call(ToTorch(images)), tensor(Array.ConvertAll(labels, l => (long)l)));
        error.backward();
        optimiser.step();
        loss += error.item<float>();
        batches++;
    }

    // In evaluation nothing is drawn: each output is the mean of its draw.
    int right = 0, all = 0;
    model.eval();
    using (no_grad())
    {
        foreach (var (images, labels) in new DataLoader(test, batchSize: 256))
        {
            using var scope = NewDisposeScope();
            long[] guesses = [.. model.call(ToTorch(images)).argmax(1).data<long>()];
            right += guesses.Zip(labels).Count(pair => pair.First == pair.Second);
            all += labels.Length;
        }
    }

    Console.WriteLine($"epoch {epoch}: loss {loss / batches:F3}, {right} of {all} test images right ({(double)right / all:P1})");
}

return 0;

// A batch of Cenote.Data is [N, C, H, W] in memory of .NET's; libtorch gets a copy.
static Tensor ToTorch(System.Numerics.Tensors.Tensor<float> images) =>
    tensor(images.ToArray(), Array.ConvertAll(images.Lengths.ToArray(), n => (long)n));
